/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Source;
import io.sluice.api.net.DialTls;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspUrl;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a camera is reached: what the scheme, {@code #transport} and {@code #fingerprint} of its source say.
 *
 * @param lower what may carry media, in the order in which it is tried; not empty
 * @param tunnel where RTSP is wrapped into HTTP or WebSocket, or null
 * @param webSocket the tunnel is a WebSocket
 * @param tls of the connection, or of the tunnel's; null: in the clear
 */
record Route(
        List<Lower> lower,
        @Nullable Endpoint tunnel,
        boolean webSocket,
        @Nullable DialTls tls) {
    private static final String ALLOWED =
            "auto, tcp, udp, multicast, http, or an address http://…, https://…, ws://… or wss://…";

    Route {
        lower = List.copyOf(lower);
    }

    /**
     * Reads the options.
     *
     * @param url of the source
     * @throws IllegalArgumentException with a sentence that says what is wrong and shows no credentials
     */
    static Route of(Source source, RtspUrl url) {
        String option = source.option("transport");
        String value = option == null ? "auto" : option.toLowerCase(Locale.ROOT);
        boolean secure = url.isSecure();
        Endpoint tunnel = tunnel(source, url, value, String.valueOf(option));
        if (tunnel != null && secure && !tunnel.secure()) {
            throw wrong(value, "the tunnel would be in the clear; write https:// or wss://");
        }
        List<Lower> lower = tunnel != null ? List.of(Lower.TCP) : lower(value, secure);
        boolean encrypted = tunnel == null ? secure : tunnel.secure();
        return new Route(lower, tunnel, value.startsWith("ws"), encrypted ? tls(source) : noTls(source));
    }

    private static List<Lower> lower(String value, boolean secure) {
        if (secure && (value.equals("udp") || value.equals("multicast"))) {
            throw wrong(value, "the media would be in the clear; leave it out, media then is inside of TLS");
        }
        return switch (value) {
            case "auto" -> secure ? List.of(Lower.TCP) : List.of(Lower.TCP, Lower.UDP);
            case "tcp" -> List.of(Lower.TCP);
            case "udp" -> List.of(Lower.UDP, Lower.TCP);
            case "multicast" -> List.of(Lower.MULTICAST);
            default -> throw wrong(Source.mask(value), "write " + ALLOWED);
        };
    }

    private static @Nullable Endpoint tunnel(Source source, RtspUrl url, String value, String written) {
        if (value.equals("http")) {
            return Endpoint.of(url, source.location(), url.isSecure());
        }
        if (!value.matches("(https?|wss?)://.*")) {
            return null;
        }
        try {
            Endpoint there = Endpoint.of(written);
            boolean sameHost = there.host().equalsIgnoreCase(url.host());
            return sameHost ? there.as(url.user(), url.password()) : there;
        } catch (RtspException e) {
            throw wrong(Source.mask(value), e.getMessage() + "; write " + ALLOWED);
        }
    }

    private static DialTls tls(Source source) {
        String fingerprint = source.option("fingerprint");
        if (fingerprint == null) {
            return source.scheme().equals("rtspx") ? DialTls.any() : DialTls.verified();
        }
        String digits = fingerprint.toLowerCase(Locale.ROOT).startsWith("sha256:")
                ? fingerprint.substring("sha256:".length())
                : fingerprint;
        try {
            return DialTls.pinned(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "#fingerprint=" + fingerprint + ": write sha256: and 64 hexadecimal digits", e);
        }
    }

    private static @Nullable DialTls noTls(Source source) {
        if (source.option("fingerprint") != null) {
            throw new IllegalArgumentException("#fingerprint is for connections with TLS; write rtsps://");
        }
        return null;
    }

    private static IllegalArgumentException wrong(String value, @Nullable String why) {
        return new IllegalArgumentException("#transport=" + value + ": " + why);
    }
}
