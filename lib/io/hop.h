/* SPDX-License-Identifier: Apache-2.0 */
/* Where a server may send us on to: nowhere nearer to this machine than it is itself. */
#ifndef PFL_IO_HOP_H
#define PFL_IO_HOP_H

#include <stdbool.h>

struct sockaddr;

/* How near an address is, the farthest first. */
enum pfl_hop_distance {
	PFL_HOP_PUBLIC,
	PFL_HOP_PRIVATE,    /* of a site's own network                                  */
	PFL_HOP_LINK_LOCAL, /* of the cable; clouds tell secrets there                  */
	PFL_HOP_LOOPBACK,   /* this machine                                             */
};

/* How near the address is, as a text and as a socket has it. What is neither IPv4 nor IPv6 is
 * as good as public. */
enum pfl_hop_distance pfl_hop_text(const char *address);
enum pfl_hop_distance pfl_hop_address(const struct sockaddr *address);

/*
 * May the server at `from` send us to `to`? A public one only to public ones, one of a private
 * network not to link-local and loopback addresses, this machine to itself and anywhere but
 * link-local.
 */
bool pfl_hop_allowed(enum pfl_hop_distance from, enum pfl_hop_distance to);

#endif
