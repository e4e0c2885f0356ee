/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of an HTTP connection: one request's head out, one answer's head in. What comes after it is for whoever
 * takes the connection over. Lives on the connection's loop.
 */
final class HttpStart implements ConnectionHandler {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_FIELDS = 100;
    private static final Pattern STATUS = Pattern.compile("(?:HTTP|RTSP)/1\\.[0-9] +([1-9][0-9]{2})(?: +(.*))?");

    private final Connection connection;
    private final String peer;
    private final CompletableFuture<RtspResponse> answer = new CompletableFuture<>();
    private byte[] kept = new byte[0];
    private @Nullable ConnectionHandler next;
    private @Nullable StreamException ended;

    /** @param peer for people: host and port */
    HttpStart(Connection connection, String peer) {
        this.connection = connection;
        this.peer = peer;
    }

    Connection connection() {
        return connection;
    }

    /** The head of the answer; fails with a {@link StreamException} when the connection is closed first. */
    CompletableFuture<RtspResponse> answer() {
        return answer;
    }

    /** What came after the head, and comes from now on, and the close are for this one; any thread. */
    void takeOver(ConnectionHandler by) {
        connection.execute(() -> {
            next = by;
            byte[] rest = kept;
            kept = new byte[0];
            StreamException end = ended;
            if (rest.length > 0) {
                by.received(ByteBuffer.wrap(rest));
            }
            if (end != null) {
                by.closed(end.reason(), String.valueOf(end.getMessage()));
            } else {
                connection.reading(true);
            }
        });
    }

    @Override
    public void received(ByteBuffer data) {
        if (next != null) {
            next.received(data);
            return;
        }
        int from = kept.length;
        kept = Arrays.copyOf(kept, from + data.remaining());
        data.get(kept, from, kept.length - from);
        if (!answer.isDone()) {
            read();
        }
    }

    private void read() {
        String text = new String(kept, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || end > MAX_HEAD_BYTES) {
            if (kept.length > MAX_HEAD_BYTES) {
                connection.abort(Reason.PROTOCOL_ERROR, peer + " does not end the head of its answer");
            }
            return;
        }
        String[] lines = text.substring(0, end).split("\r\n");
        Matcher status = STATUS.matcher(lines[0]);
        if (!status.matches()) {
            connection.abort(Reason.PROTOCOL_ERROR, peer + " does not speak HTTP");
            return;
        }
        connection.reading(false); // until somebody takes over
        kept = Arrays.copyOfRange(kept, end + 4, kept.length);
        String reason = status.group(2) == null ? "" : status.group(2);
        answer.complete(new RtspResponse(Integer.parseInt(status.group(1)), reason, headers(lines), Bytes.EMPTY));
    }

    private static RtspHeaders headers(String[] lines) {
        RtspHeaders headers = RtspHeaders.EMPTY;
        for (int i = 1; i < Math.min(lines.length, MAX_FIELDS); i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers = headers.plus(
                        lines[i].substring(0, colon).strip(),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return headers;
    }

    @Override
    public void closed(Reason reason, String text) {
        ended = new StreamException(reason, text.contains(peer) ? text : peer + ": " + text);
        answer.completeExceptionally(ended);
        if (next != null) {
            next.closed(reason, text);
        }
    }
}
