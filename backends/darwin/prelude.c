/* What only macOS has.  Its headers offer the options of RFC 3542, in place of those of RFC 2292, to those who ask. */
#define __APPLE_USE_RFC_3542 1
