/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened.Retry;
import io.sluice.api.net.Connection;
import io.sluice.api.net.DialTls;
import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.ClientAuthentication;
import io.sluice.lib.rtsp.Credentials;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** HTTP connections to one address, with its credentials (RFC 7235). One thread at a time. */
final class HttpCalls {
    private static final int UNAUTHORIZED = 401;
    private static final int MAX_TRIES = 3;

    private final Dialer dialer;
    private final Endpoint endpoint;
    private final @Nullable DialTls tls;
    private final @Nullable ClientAuthentication authentication;

    HttpCalls(Dialer dialer, Endpoint endpoint, @Nullable DialTls tls) {
        this.dialer = dialer;
        this.endpoint = endpoint;
        this.tls = tls;
        String user = endpoint.user();
        this.authentication =
                user == null ? null : new ClientAuthentication(new Credentials(user, endpoint.password()), true);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** A connection on which a request's head was sent. */
    CompletableFuture<HttpStart> begin(String address, String method, RtspHeaders headers, Duration timeout) {
        var begun = new CompletableFuture<HttpStart>();
        DialTls named = tls == null ? null : tls.named(endpoint.host());
        dialer.connect(address, endpoint.port(), timeout, named, connection -> {
                    var start = new HttpStart(connection, endpoint.peer());
                    connection.send(head(method, headers));
                    if (!begun.complete(start)) {
                        connection.abort(Reason.NONE, "nobody waits for it any more");
                    }
                    return start;
                })
                .whenComplete((connection, problem) -> {
                    if (problem != null) {
                        begun.completeExceptionally(problem);
                    }
                });
        return begun;
    }

    private ByteBuffer head(String method, RtspHeaders headers) {
        boolean upgrade = headers.get("Upgrade") != null;
        var text = new StringBuilder(method).append(' ').append(endpoint.target());
        text.append(upgrade ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n"); // 1.0: nobody on the way may cut it into chunks
        text.append("Host: ").append(endpoint.peer()).append("\r\nUser-Agent: Sluice\r\n");
        for (RtspHeaders.Field field : headers.fields()) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        String authorization = authentication == null ? null : authentication.authorization(method, endpoint.target());
        if (authorization != null) {
            text.append("Authorization: ").append(authorization).append("\r\n");
        }
        return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Asks until the answer has the status that is wanted; for the thread that opens.
     *
     * @param what is asked for, for people
     */
    HttpStart ask(String method, RtspHeaders headers, int wanted, String what, Patience patience)
            throws RefusedException {
        for (int tries = 1; ; tries++) {
            CompletableFuture<HttpStart> begin = begin(endpoint.host(), method, headers, patience.next());
            HttpStart start;
            RtspResponse answer;
            try {
                start = patience.await(begin, tls == null ? "the connection" : "the TLS handshake");
                answer = patience.await(start.answer(), what);
            } catch (RefusedException e) {
                begin.cancel(false);
                begin.thenAccept(late -> late.connection().abort(Reason.NONE, "not opened"));
                throw e;
            }
            if (answer.status() == wanted) {
                return start;
            }
            Connection connection = start.connection();
            connection.abort(Reason.NONE, "not opened");
            boolean again = answer.status() == UNAUTHORIZED
                    && tries < MAX_TRIES
                    && authentication != null
                    && authentication.challenged(answer);
            if (!again) {
                throw refused(answer, what);
            }
        }
    }

    private RefusedException refused(RtspResponse answer, String what) {
        String text = endpoint.peer() + " answered "
                + Refusals.shortened(answer.toString().strip(), 80) + " to " + what;
        return switch (answer.status()) {
            case UNAUTHORIZED ->
                new RefusedException(
                        Reason.UNAUTHORIZED,
                        endpoint.peer()
                                + (authentication == null
                                        ? " wants a user and a password for "
                                        : " refuses the user or the password for ")
                                + what,
                        Retry.CAREFULLY);
            case 403 -> new RefusedException(Reason.FORBIDDEN, text, Retry.CAREFULLY);
            case 404, 410 -> new RefusedException(Reason.SOURCE_NOT_FOUND, text, Retry.YES);
            default ->
                new RefusedException(answer.status() < 500 ? Reason.PROTOCOL_ERROR : Reason.FAILED, text, Retry.YES);
        };
    }
}
