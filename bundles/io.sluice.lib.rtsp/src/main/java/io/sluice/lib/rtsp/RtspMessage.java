/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtsp;

import io.sluice.api.media.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request or a response (RFC 2326, 4). Either side sends both. */
public sealed interface RtspMessage permits RtspRequest, RtspResponse {
    RtspHeaders headers();

    /** Empty when there is none. */
    Bytes body();

    /** The request line or the status line, without its end. */
    String startLine();

    /** The first value of that header, or null. */
    default @Nullable String header(String name) {
        return headers().get(name);
    }

    /** The sequence number (RFC 2326, 12.17), or -1 when it is missing or no number. */
    default int cseq() {
        String text = header("CSeq");
        try {
            return text == null ? -1 : Math.max(-1, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * The message as it goes over the wire, with a Content-Length when there is a body. Line ends inside of fields
     * become spaces, so that nobody can put a field into another one.
     */
    default ByteBuffer toBytes() {
        var text = new StringBuilder(256);
        text.append(withoutLineEnds(startLine())).append("\r\n");
        for (RtspHeaders.Field field : headers().fields()) {
            if (!field.name().equalsIgnoreCase("Content-Length")) {
                text.append(withoutLineEnds(field.name())).append(": ");
                text.append(withoutLineEnds(field.value())).append("\r\n");
            }
        }
        if (!body().isEmpty()) {
            text.append("Content-Length: ").append(body().size()).append("\r\n");
        }
        byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + body().size())
                .put(head)
                .put(body().asBuffer())
                .flip();
    }

    private static String withoutLineEnds(String text) {
        return text.indexOf('\r') < 0 && text.indexOf('\n') < 0
                ? text
                : text.replace('\r', ' ').replace('\n', ' ');
    }
}
