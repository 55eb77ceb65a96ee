/* SPDX-License-Identifier: Apache-2.0 */
/* Where a server may send us on to: nowhere nearer to this machine than it is itself. */
#define _POSIX_C_SOURCE 200809L
#include "io/hop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static enum pfl_hop_distance
distance_4(const uint8_t a[4])
{
	if (a[0] == 127 || a[0] == 0)
		return PFL_HOP_LOOPBACK;
	if (a[0] == 169 && a[1] == 254)
		return PFL_HOP_LINK_LOCAL;
	if (a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
		(a[0] == 192 && a[1] == 168) || (a[0] == 100 && (a[1] & 0xc0) == 64))
		return PFL_HOP_PRIVATE;
	return PFL_HOP_PUBLIC;
}

static enum pfl_hop_distance
distance_6(const struct in6_addr *address)
{
	const uint8_t *a = address->s6_addr;

	if (IN6_IS_ADDR_V4MAPPED(address) || IN6_IS_ADDR_V4COMPAT(address))
		return IN6_IS_ADDR_LOOPBACK(address) ? PFL_HOP_LOOPBACK : distance_4(a + 12);
	if (IN6_IS_ADDR_LOOPBACK(address) || IN6_IS_ADDR_UNSPECIFIED(address))
		return PFL_HOP_LOOPBACK;
	if (IN6_IS_ADDR_LINKLOCAL(address))
		return PFL_HOP_LINK_LOCAL;
	return (a[0] & 0xfe) == 0xfc ? PFL_HOP_PRIVATE : PFL_HOP_PUBLIC;
}

enum pfl_hop_distance
pfl_hop_address(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof(v4));
		return distance_4((const uint8_t *)&v4.sin_addr);
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return distance_6(&v6.sin6_addr);
	}
	return PFL_HOP_PUBLIC;
}

enum pfl_hop_distance
pfl_hop_text(const char *address)
{
	char plain[INET6_ADDRSTRLEN] = "";
	size_t n = strcspn(address, "%"); /* the interface of a link-local one */
	struct in_addr v4;
	struct in6_addr v6;

	if (n < sizeof(plain))
		memcpy(plain, address, n);
	if (inet_pton(AF_INET, plain, &v4) == 1)
		return distance_4((const uint8_t *)&v4);
	return inet_pton(AF_INET6, plain, &v6) == 1 ? distance_6(&v6) : PFL_HOP_PUBLIC;
}

bool
pfl_hop_allowed(enum pfl_hop_distance from, enum pfl_hop_distance to)
{
	if (to == PFL_HOP_LINK_LOCAL)
		return from == PFL_HOP_LINK_LOCAL;
	return to <= from;
}
