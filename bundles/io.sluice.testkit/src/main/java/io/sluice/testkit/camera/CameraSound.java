/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.util.Arrays;
import java.util.HexFormat;

/** What a camera says beside its pictures. */
enum CameraSound {
    NONE(0, 8000, 0, ""),
    /** A tone in G.711 (RFC 3551, 4.5.14), a packet of a picture's length. */
    PCMA(8, 8000, 0, "m=audio 0 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=control:trackID=1\n"),
    /** Silence in AAC-LC, one frame a packet (RFC 3640, 3.3.6). */
    AAC(97, 48_000, 1024, """
            m=audio 0 RTP/AVP 97
            a=rtpmap:97 MPEG4-GENERIC/48000/1
            a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;\
            indexdeltalength=3;config=1188
            a=control:trackID=1
            """);

    /** One AU header of 16 bits (size 6, index 0), and an access unit that decodes to silence. */
    private static final byte[] SILENCE = HexFormat.of().parseHex("0010003000c800802380");

    final int payloadType;
    final int clockRateHz;
    final String description;
    private final int frameTicks;

    CameraSound(int payloadType, int clockRateHz, int frameTicks, String description) {
        this.payloadType = payloadType;
        this.clockRateHz = clockRateHz;
        this.frameTicks = frameTicks;
        this.description = description;
    }

    /** Ticks of one packet when each picture is followed by what was said meanwhile. */
    int packetTicks(double picturesPerSecond) {
        return frameTicks > 0 ? frameTicks : (int) (clockRateHz / picturesPerSecond);
    }

    byte[] payload(int ticks) {
        if (this == AAC) {
            return SILENCE;
        }
        byte[] samples = new byte[ticks];
        Arrays.fill(samples, (byte) 0xD5);
        for (int i = 0; i < samples.length; i++) {
            samples[i] ^= (byte) (i / 10 % 2 == 0 ? 0 : 0x15);
        }
        return samples;
    }
}
