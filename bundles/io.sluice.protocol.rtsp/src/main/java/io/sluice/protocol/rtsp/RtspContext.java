/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What all sessions of the server share. Any thread.
 *
 * @param settings as they are now
 * @param start how long a cold stream may take
 * @param random for session identifiers
 * @param ssrcSeed makes the SSRCs of this run of the server
 * @param nanoTime a clock that counts nanoseconds
 */
record RtspContext(
        StreamRegistry registry,
        Supplier<RtspSettings> settings,
        Supplier<Duration> start,
        SecureRandom random,
        int ssrcSeed,
        LongSupplier nanoTime) {
    /** The server's name in reports (RFC 3550, 6.5.1): the same for all tracks, it tells nothing about the machine. */
    String cname() {
        return "sluice-" + HexFormat.of().toHexDigits(ssrcSeed * 0x9E3779B9);
    }

    /** The SSRC of a track: the same in all feeds, so that SETUP can say it before there is one. */
    int ssrc(StreamName name, int trackId) {
        int mixed = ssrcSeed ^ name.hashCode() * 0x85EBCA6B ^ trackId * 0x9E3779B9;
        mixed = (mixed ^ mixed >>> 15) * 0x2C1B3C6D;
        return mixed ^ mixed >>> 13;
    }

    /** RFC 2326, 3.4 wants eight random octets at least; these are ten. */
    String newSessionId() {
        byte[] bytes = new byte[10];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
