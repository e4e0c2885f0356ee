# Copyright (c) 2026 the Sluice authors.
# SPDX-License-Identifier: Apache-2.0
"""GStreamer's RTSP server as a camera: /udp and /tcp, each a test picture and a tone.

No multicast: it binds the group's port for itself alone, so nobody on the same machine can listen.

gst_server.py CERTIFICATE KEY: prints the two ports, without and with TLS, and lives until its input ends.
"""
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

LAUNCH = (
    "( videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=25/1"
    " ! openh264enc gop-size=25 ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=1"
    " audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8 )"
)
TRANS = GstRtsp.RTSPLowerTrans
PROTOCOLS = {
    "udp": TRANS.UDP,
    "tcp": TRANS.TCP,
}


def server(tls):
    made = GstRtspServer.RTSPServer()
    made.set_address("127.0.0.1")
    made.set_service("0")
    for name, protocols in PROTOCOLS.items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(LAUNCH)
        factory.set_protocols(protocols)
        made.get_mount_points().add_factory("/" + name, factory)
    auth = GstRtspServer.RTSPAuth()
    if tls:
        auth.set_tls_certificate(tls)
        made.set_auth(auth)
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", "anybody")
        auth.set_default_token(token)
        for name in PROTOCOLS:
            factory = made.get_mount_points().match("/" + name)[0]
            permissions = GstRtspServer.RTSPPermissions()
            permissions.add_permission_for_role("anybody", "media.factory.access", True)
            permissions.add_permission_for_role("anybody", "media.factory.construct", True)
            factory.set_permissions(permissions)
    made.attach(None)
    return made


Gst.init(None)
loop = GLib.MainLoop()
servers = [server(None), server(Gio.TlsCertificate.new_from_files(sys.argv[1], sys.argv[2]))]
print(*(each.get_bound_port() for each in servers), flush=True)


def until_the_end():
    sys.stdin.read()
    GLib.idle_add(loop.quit)


threading.Thread(target=until_the_end, daemon=True).start()
loop.run()
