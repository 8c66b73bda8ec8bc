/* X.25: its one option. Sources: x25(7), linux/x25.h. */

#define X25_QBITINCL 1
