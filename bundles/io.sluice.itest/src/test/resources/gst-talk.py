# Copyright (c) 2026 the Sluice authors.
# SPDX-License-Identifier: Apache-2.0
"""Watches URL with GStreamer and speaks to it a tone of COUNT frames; writes what it says to FILE. LAW: mulaw or alaw.

GStreamer's rtspsrc asks for the back channel itself (backchannel=onvif) and takes whole RTP packets.
"""
import ctypes
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import GLib, Gst, GstSdp  # GstSdp: for what on-sdp gives

Gst.init(None)
core = ctypes.CDLL("libgstreamer-1.0.so.0")
url, count, target = sys.argv[1:4]
law = sys.argv[4] if len(sys.argv) > 4 else "mulaw"
pay = "rtppcmapay pt=8" if law == "alaw" else "rtppcmupay pt=0"
loop = GLib.MainLoop()

watch = Gst.Pipeline.new("watch")
source = Gst.ElementFactory.make("rtspsrc", "source")
source.set_property("location", url)
source.set_property("protocols", "tcp")
Gst.util_set_object_arg(source, "backchannel", "onvif")
watch.add(source)

speak = Gst.parse_launch(
    "audiotestsrc is-live=true num-buffers=%s samplesperbuffer=160 ! audio/x-raw,rate=8000,channels=1 ! %senc"
    " ! tee name=said said. ! queue ! filesink location=%s"
    " said. ! queue ! %s ! appsink name=packets emit-signals=true sync=false" % (count, law, target, pay)
)
backs = []
speaking = []


def described(element, sdp):
    for i in range(sdp.medias_len()):
        if sdp.get_media(i).get_attribute_val("sendonly") is not None:
            backs.append(i)


def added(element, pad):
    sink = Gst.ElementFactory.make("fakesink")
    sink.set_property("signal-handoffs", True)
    sink.set_property("sync", False)
    sink.connect("handoff", playing)
    watch.add(sink)
    sink.sync_state_with_parent()
    pad.link(sink.get_static_pad("sink"))


def playing(*unused):
    if not speaking:
        speaking.append(True)
        if not backs:
            fail("nothing can be spoken to")
        speak.set_state(Gst.State.PLAYING)


def packet(sink):
    pulled = sink.emit("pull-sample")
    buffer = pulled.get_buffer()
    copy = Gst.Buffer.new_wrapped(buffer.extract_dup(0, buffer.get_size()))
    sample = Gst.Sample.new(copy, pulled.get_caps(), None, None)
    # rtspsrc of GStreamer 1.22 takes the sample over, although its signal does not say so.
    core.gst_mini_object_ref(ctypes.c_void_p(hash(sample)))
    result = source.emit("push-backchannel-sample", backs[0], sample)
    if result != Gst.FlowReturn.OK:
        fail("rtspsrc says %s" % result)
    return Gst.FlowReturn.OK


def fail(text):
    print(text)
    loop.quit()
    sys.exit(1)


def message(bus, what):
    if what.type == Gst.MessageType.ERROR:
        print(what.parse_error())
        loop.quit()
    elif what.type == Gst.MessageType.EOS and what.src == speak:
        print("said all")
        GLib.timeout_add(500, loop.quit)


source.connect("on-sdp", described)
source.connect("pad-added", added)
speak.get_by_name("packets").connect("new-sample", packet)
for pipeline in (watch, speak):
    pipeline.get_bus().add_signal_watch()
    pipeline.get_bus().connect("message", message)
watch.set_state(Gst.State.PLAYING)
GLib.timeout_add_seconds(30, loop.quit)
loop.run()
for pipeline in (speak, watch):
    pipeline.set_state(Gst.State.NULL)
