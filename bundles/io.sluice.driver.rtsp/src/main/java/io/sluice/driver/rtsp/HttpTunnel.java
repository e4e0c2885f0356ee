/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * RTSP inside of two HTTP connections, as Apple described it and cameras behind web ports speak it ("Tunnelling RTSP
 * and RTP over HTTP"): answers and media come as the endless answer to a GET, requests go out as the endless body of a
 * POST, in Base64. Both carry the same {@code x-sessioncookie}. What is not final belongs to the loop of the GET.
 */
final class HttpTunnel implements Wire {
    /** Of a POST; by custom. When it is used up the next one begins, because a proxy may count. */
    static final int POST_BYTES = 32_767;

    private static final String TYPE = "application/x-rtsp-tunnelled";
    private static final int MAX_WAITING_BYTES = 256 * 1024;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HttpCalls http;
    private final Connection get;
    private final String cookie;
    private final Duration timeout;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private @Nullable Connection post;
    private boolean dialling;
    private boolean over;
    private int left;

    private HttpTunnel(HttpCalls http, Connection get, String cookie, Duration timeout) {
        this.http = http;
        this.get = get;
        this.cookie = cookie;
        this.timeout = timeout;
    }

    /** Opens the first half; the second one follows with the first request. */
    static RtspLink open(HttpCalls http, Duration timeout, Patience patience, String peer, RtspLog log)
            throws RefusedException {
        byte[] random = new byte[11];
        RANDOM.nextBytes(random);
        String cookie = HexFormat.of().formatHex(random);
        RtspHeaders headers = headers(cookie).plus("Accept", TYPE);
        HttpStart start = http.ask("GET", headers, 200, "GET of the tunnel", patience);
        var tunnel = new HttpTunnel(http, start.connection(), cookie, timeout);
        var link = new RtspLink(tunnel, peer, log);
        start.takeOver(tunnel.new Answers(link));
        return link;
    }

    private static RtspHeaders headers(String cookie) {
        return RtspHeaders.of("x-sessioncookie", cookie, "Pragma", "no-cache", "Cache-Control", "no-cache");
    }

    @Override
    public Connection connection() {
        return get;
    }

    @Override
    public void send(ByteBuffer data) {
        get.execute(() -> write(Base64.getEncoder().encode(data)));
    }

    private void write(ByteBuffer encoded) {
        if (over) {
            return;
        }
        int bytes = encoded.remaining();
        if (post != null && left >= bytes) {
            left -= bytes;
            post.send(encoded);
            return;
        }
        waiting.add(encoded);
        waitingBytes += bytes;
        if (waitingBytes > MAX_WAITING_BYTES) {
            abort(Reason.TOO_SLOW, http.endpoint().peer() + " does not take the tunnel's POST");
        } else {
            renew();
        }
    }

    private void renew() {
        if (dialling) {
            return;
        }
        dialling = true;
        if (post != null) {
            post.close(Reason.NONE, "used up");
            post = null;
        }
        RtspHeaders headers = headers(cookie)
                .plus("Content-Type", TYPE)
                .plus("Content-Length", Integer.toString(POST_BYTES))
                .plus("Expires", "Sun, 9 Jan 1972 00:00:00 GMT");
        // The very machine that has the GET: one name may have several.
        InetSocketAddress machine = get.remote();
        http.begin(machine.getAddress().getHostAddress(), "POST", headers, timeout)
                .whenComplete((start, problem) -> get.execute(() -> renewed(start, problem)));
    }

    private void renewed(@Nullable HttpStart start, @Nullable Throwable problem) {
        dialling = false;
        if (start == null) {
            String why = problem == null ? "" : ": " + problem.getMessage();
            abort(Reason.RESET, "the tunnel's POST to " + http.endpoint().peer() + " failed" + why);
            return;
        }
        Connection opened = start.connection();
        if (over) {
            opened.abort(Reason.NONE, "closed");
            return;
        }
        start.answer().whenComplete((answer, closed) -> get.execute(() -> answered(opened, answer)));
        post = opened;
        left = Math.max(POST_BYTES, waitingBytes);
        while (!waiting.isEmpty()) {
            ByteBuffer next = waiting.remove();
            left -= next.remaining();
            opened.send(next);
        }
        waitingBytes = 0;
    }

    /** Servers mostly answer a POST never; one that answers it well, or only closes it, gets another one. */
    private void answered(Connection which, @Nullable RtspResponse answer) {
        if (post == which) {
            post = null;
        }
        if (answer != null && !answer.isSuccess()) {
            String peer = http.endpoint().peer();
            abort(Reason.PROTOCOL_ERROR, peer + " answered " + answer.toString().strip() + " to the tunnel's POST");
        }
        which.close(Reason.NONE, "answered");
    }

    @Override
    public void close(Reason reason, String text) {
        get.execute(() -> {
            if (post != null) {
                post.close(reason, text);
            }
            get.close(reason, text);
        });
    }

    @Override
    public void abort(Reason reason, String text) {
        get.abort(reason, text);
    }

    /** The answers, which are RTSP as it is. */
    private final class Answers implements ConnectionHandler {
        private final RtspLink link;

        Answers(RtspLink link) {
            this.link = link;
        }

        @Override
        public void received(ByteBuffer data) {
            link.received(data);
        }

        @Override
        public void closed(Reason reason, String text) {
            over = true;
            waiting.clear();
            if (post != null) {
                post.abort(reason, text);
                post = null;
            }
            link.closed(reason, text);
        }
    }
}
