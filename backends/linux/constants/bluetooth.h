/* Bluetooth: HCI, L2CAP, RFCOMM, SCO and ISO. Their headers are not the kernel's but BlueZ's, which few machines
 * have; none is needed here. Sources: bluetooth.h, hci.h, l2cap.h, rfcomm.h and sco.h of BlueZ,
 * include/net/bluetooth/ of the kernel. */

/* Protocols */
#define BTPROTO_AVDTP 7
#define BTPROTO_BNEP 4
#define BTPROTO_CMTP 5
#define BTPROTO_HCI 1
#define BTPROTO_HIDP 6
#define BTPROTO_ISO 8
#define BTPROTO_L2CAP 0
#define BTPROTO_RFCOMM 3
#define BTPROTO_SCO 2

/* Kinds of address */
#define BDADDR_BREDR 0
#define BDADDR_LE_PUBLIC 1
#define BDADDR_LE_RANDOM 2

/* Options of SOL_BLUETOOTH */
#define BT_CHANNEL_POLICY 10
#define BT_CODEC 19
#define BT_DEFER_SETUP 7
#define BT_FLUSHABLE 8
#define BT_ISO_BASE 20
#define BT_ISO_QOS 17
#define BT_MODE 15
#define BT_PHY 14
#define BT_PKT_SEQNUM 22
#define BT_PKT_STATUS 16
#define BT_POWER 9
#define BT_RCVMTU 13
#define BT_SECURITY 4
#define BT_SNDMTU 12
#define BT_VOICE 11

/* Control messages of SOL_BLUETOOTH */
#define BT_SCM_ERROR 4
#define BT_SCM_PKT_SEQNUM 5
#define BT_SCM_PKT_STATUS 3

/* Arguments of BT_SECURITY */
#define BT_SECURITY_FIPS 4
#define BT_SECURITY_HIGH 3
#define BT_SECURITY_LOW 1
#define BT_SECURITY_MEDIUM 2
#define BT_SECURITY_SDP 0

/* Arguments of BT_FLUSHABLE, BT_POWER and BT_CHANNEL_POLICY */
#define BT_CHANNEL_POLICY_AMP_PREFERRED 2
#define BT_CHANNEL_POLICY_BREDR_ONLY 0
#define BT_CHANNEL_POLICY_BREDR_PREFERRED 1
#define BT_FLUSHABLE_OFF 0
#define BT_FLUSHABLE_ON 1
#define BT_POWER_FORCE_ACTIVE_OFF 0
#define BT_POWER_FORCE_ACTIVE_ON 1

/* Arguments of BT_VOICE and BT_CODEC */
#define BT_CODEC_CVSD 0x02
#define BT_CODEC_MSBC 0x05
#define BT_CODEC_TRANSPARENT 0x03
#define BT_VOICE_CVSD_16BIT 0x0060
#define BT_VOICE_TRANSPARENT 0x0003
#define BT_VOICE_TRANSPARENT_16BIT 0x0063

/* Flags of BT_PHY */
#define BT_PHY_BR_1M_1SLOT 0x1
#define BT_PHY_BR_1M_3SLOT 0x2
#define BT_PHY_BR_1M_5SLOT 0x4
#define BT_PHY_EDR_2M_1SLOT 0x8
#define BT_PHY_EDR_2M_3SLOT 0x10
#define BT_PHY_EDR_2M_5SLOT 0x20
#define BT_PHY_EDR_3M_1SLOT 0x40
#define BT_PHY_EDR_3M_3SLOT 0x80
#define BT_PHY_EDR_3M_5SLOT 0x100
#define BT_PHY_LE_1M_RX 0x400
#define BT_PHY_LE_1M_TX 0x200
#define BT_PHY_LE_2M_RX 0x1000
#define BT_PHY_LE_2M_TX 0x800
#define BT_PHY_LE_CODED_RX 0x4000
#define BT_PHY_LE_CODED_TX 0x2000

/* Arguments of BT_MODE */
#define BT_MODE_BASIC 0
#define BT_MODE_ERTM 1
#define BT_MODE_EXT_FLOWCTL 4
#define BT_MODE_LE_FLOWCTL 3
#define BT_MODE_STREAMING 2

/* Arguments of BT_ISO_QOS */
#define BT_ISO_PHY_1M 0x1
#define BT_ISO_PHY_2M 0x2
#define BT_ISO_PHY_CODED 0x4
#define BT_ISO_QOS_BIG_UNSET 0xff
#define BT_ISO_QOS_BIS_UNSET 0xff
#define BT_ISO_QOS_CIG_UNSET 0xff
#define BT_ISO_QOS_CIS_UNSET 0xff
#define BT_ISO_SYNC_TIMEOUT 0x07d0

/* HCI: devices, channels, options of SOL_HCI and their control messages */
#define HCI_CHANNEL_CONTROL 3
#define HCI_CHANNEL_LOGGING 4
#define HCI_CHANNEL_MONITOR 2
#define HCI_CHANNEL_RAW 0
#define HCI_CHANNEL_USER 1
#define HCI_CMSG_DIR 0x1
#define HCI_CMSG_TSTAMP 0x2
#define HCI_DATA_DIR 1
#define HCI_DEV_NONE 0xffff
#define HCI_FILTER 2
#define HCI_TIME_STAMP 3

/* L2CAP: options of SOL_L2CAP, flags of L2CAP_LM, fixed channels */
#define L2CAP_CID_ATT 0x0004
#define L2CAP_CID_CONN_LESS 0x0002
#define L2CAP_CID_LE_SIGNALING 0x0005
#define L2CAP_CID_SIGNALING 0x0001
#define L2CAP_CID_SMP 0x0006
#define L2CAP_CONNINFO 2
#define L2CAP_LM 3
#define L2CAP_LM_AUTH 0x2
#define L2CAP_LM_ENCRYPT 0x4
#define L2CAP_LM_FIPS 0x40
#define L2CAP_LM_MASTER 0x1
#define L2CAP_LM_RELIABLE 0x10
#define L2CAP_LM_SECURE 0x20
#define L2CAP_LM_TRUSTED 0x8
#define L2CAP_OPTIONS 1

/* RFCOMM: options of SOL_RFCOMM, flags of RFCOMM_LM */
#define RFCOMM_CONNINFO 2
#define RFCOMM_LM 3
#define RFCOMM_LM_AUTH 0x2
#define RFCOMM_LM_ENCRYPT 0x4
#define RFCOMM_LM_FIPS 0x40
#define RFCOMM_LM_MASTER 0x1
#define RFCOMM_LM_RELIABLE 0x10
#define RFCOMM_LM_SECURE 0x20
#define RFCOMM_LM_TRUSTED 0x8

/* SCO: options of SOL_SCO */
#define SCO_CONNINFO 2
#define SCO_OPTIONS 1
