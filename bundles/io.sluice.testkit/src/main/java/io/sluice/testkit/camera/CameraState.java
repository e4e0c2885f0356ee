/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What a camera is at the moment; all its connections look here. Any thread. */
final class CameraState {
    static final int VIDEO_TYPE = 96;
    /** ONVIF Streaming Specification, 5.3. */
    static final String FEATURE = "www.onvif.org/ver20/backchannel";

    private static final String TALK = """
            m=audio 0 RTP/AVP 0 8 9 97 98
            a=rtpmap:0 PCMU/8000
            a=rtpmap:8 PCMA/8000
            a=rtpmap:9 G722/8000
            a=rtpmap:97 L16/16000
            a=rtpmap:98 opus/48000/2
            a=control:trackID=2
            a=sendonly
            """;

    final CameraFaults faults = new CameraFaults();
    final CameraStatistics statistics = new CameraStatistics(
            "conns",
            "most_open",
            "describes",
            "setups",
            "plays",
            "rtp",
            "bytes",
            "teardowns",
            "auth_fail",
            "keepalive",
            "open",
            "talks");
    /** What was said to the camera, as it came. */
    final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

    final double picturesPerSecond;
    final CameraSound sound;
    final boolean parameterSetsInSdp;
    /** Whether it can be spoken to by those who ask for that. */
    volatile boolean backChannel;

    volatile Pictures pictures;
    volatile CameraLogin login;
    /** What DESCRIBE answers instead of the truth. */
    volatile byte @Nullable [] sdp;

    CameraState(
            Pictures pictures,
            CameraLogin login,
            double picturesPerSecond,
            CameraSound sound,
            boolean parameterSetsInSdp) {
        this.pictures = pictures;
        this.login = login;
        this.picturesPerSecond = picturesPerSecond;
        this.sound = sound;
        this.parameterSetsInSdp = parameterSetsInSdp;
    }

    /** @param withTalk the client asks for the way to speak to the camera */
    byte[] description(boolean withTalk) {
        byte[] said = sdp;
        String talk = withTalk && backChannel ? TALK.replace("\n", "\r\n") : "";
        return said == null ? (truth() + talk).getBytes(StandardCharsets.US_ASCII) : said;
    }

    /** Of the first video in the description. */
    int videoType() {
        byte[] said = sdp;
        if (said != null) {
            for (String line : new String(said, StandardCharsets.ISO_8859_1).split("\r?\n")) {
                if (line.matches("m=video \\S+ \\S+ \\d+.*")) {
                    return Integer.parseInt(line.split(" ")[3].strip());
                }
            }
        }
        return VIDEO_TYPE;
    }

    private String truth() {
        Pictures now = pictures;
        return ("v=0\no=- 1 1 IN IP4 127.0.0.1\ns=fakecam\nc=IN IP4 0.0.0.0\nt=0 0\na=control:*\na=range:npt=now-\n"
                        + "m=video 0 RTP/AVP 96\na=rtpmap:96 " + (now.h265() ? "H265" : "H264") + "/90000\n"
                        + (parameterSetsInSdp ? parameterSets(now) : "")
                        + "a=control:trackID=0\n" + sound.description)
                .replace("\n", "\r\n");
    }

    private static String parameterSets(Pictures of) {
        if (of.h265()) {
            return "a=fmtp:96 sprop-vps=" + set(of, Pictures.H265_VPS) + ";sprop-sps=" + set(of, Pictures.H265_SPS)
                    + ";sprop-pps=" + set(of, Pictures.H265_PPS) + "\n";
        }
        byte[] sps = of.parameterSets().get(Pictures.H264_SPS);
        return sps == null
                ? ""
                : "a=fmtp:96 packetization-mode=1;profile-level-id="
                        + HexFormat.of().formatHex(sps, 1, 4).toUpperCase(Locale.ROOT) + ";sprop-parameter-sets="
                        + set(of, Pictures.H264_SPS) + "," + set(of, Pictures.H264_PPS) + "\n";
    }

    private static String set(Pictures of, int type) {
        return Base64.getEncoder().encodeToString(of.parameterSets().getOrDefault(type, new byte[0]));
    }
}
