/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.auth.Users;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.lib.rtsp.DigestAlgorithm;
import io.sluice.lib.rtsp.ServerAuthentication;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of the server share. Any thread.
 *
 * @param users null while the service is away
 * @param authentication challenges and nonces of all connections
 * @param settings as they are now
 * @param udp sockets for datagrams, and the sessions that use them
 * @param start how long a cold stream may take
 * @param random for session identifiers
 * @param ssrcSeed makes the SSRCs of this run of the server
 * @param nanoTime a clock that counts nanoseconds
 */
record RtspContext(
        StreamRegistry registry,
        Supplier<@Nullable Users> users,
        ServerAuthentication authentication,
        Supplier<RtspSettings> settings,
        UdpAccess udp,
        Supplier<Duration> start,
        SecureRandom random,
        int ssrcSeed,
        LongSupplier nanoTime) {
    private static final long NONCE_LIFE_MS = 60_000;

    /** SHA-256 first; MD5 last, because FFmpeg and GStreamer know no other and look at the last one. */
    static ServerAuthentication authentication(LongSupplier nanoTime) {
        return new ServerAuthentication(
                Users.REALM,
                List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5),
                NONCE_LIFE_MS,
                () -> nanoTime.getAsLong() / 1_000_000);
    }

    /** The server's name in reports (RFC 3550, 6.5.1): the same for all tracks, it tells nothing about the machine. */
    String cname() {
        return "sluice-" + HexFormat.of().toHexDigits(ssrcSeed * 0x9E3779B9);
    }

    /** Who reports on what publishers send. */
    int receiverSsrc() {
        return ssrcSeed ^ 0x5EED_0001;
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

    /** What may be chosen for the media of a connection. */
    TransportChoice.Offers offers(Connection connection) {
        return new TransportChoice.Offers(
                settings.get().udpPort() > 0, settings.get().groups().count() > 0, connection);
    }
}
