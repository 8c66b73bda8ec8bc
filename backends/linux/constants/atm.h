/* ATM: adaptation layers (the protocols of AF_ATMPVC and AF_ATMSVC), options and classes of traffic. Sources:
 * linux/atm.h, linux/atmdev.h. */

#include <linux/atm.h>

/* Adaptation layers */
#define ATM_AAL0 13
#define ATM_AAL1 1
#define ATM_AAL2 2
#define ATM_AAL34 3
#define ATM_AAL5 5
#define ATM_NO_AAL 0

/* Options */
#define SO_ATMPVC ...
#define SO_ATMQOS ...
#define SO_ATMSAP ...
#define SO_MULTIPOINT ...
#define SO_SETCLP ...

/* Classes of traffic */
#define ATM_ABR 4
#define ATM_ANYCLASS 5
#define ATM_CBR 2
#define ATM_NONE 0
#define ATM_UBR 1
#define ATM_VBR 3
