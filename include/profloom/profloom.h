/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that libprofloom offers. */
#ifndef PROFLOOM_PROFLOOM_H
#define PROFLOOM_PROFLOOM_H

#include <profloom/error.h>
#include <profloom/limits.h>
#include <profloom/out.h>
#include <profloom/profile.h>
#include <profloom/render.h>
#include <profloom/scene.h>
#include <profloom/view.h>

/* The library's version, such as "0.1.0". */
PFL_API const char *pfl_version(void);

#endif
