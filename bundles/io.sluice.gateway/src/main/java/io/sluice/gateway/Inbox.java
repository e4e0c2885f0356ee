/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What a client sent and nobody has looked at yet: heads, pieces of bodies, and failures. As large as what one read
 * brings, when reading stops while something is in it. On the connection's loop.
 */
final class Inbox {
    private final Codec codec = Codec.ofRequests();
    private final ArrayDeque<Object> items = new ArrayDeque<>();

    /** A piece of a body. */
    record Piece(ByteBuffer data, boolean last) {}

    void feed(ByteBuffer data) {
        codec.feed(data, this::decoded);
    }

    private void decoded(Object message) {
        if (message instanceof HttpRequest next) {
            items.add(next);
        }
        if (message instanceof HttpContent content) {
            if (content.decoderResult().isFailure()) {
                items.add(content.decoderResult().cause());
            } else if (content != LastHttpContent.EMPTY_LAST_CONTENT || !endsWithHead()) {
                items.add(new Piece(Codec.bytes(content), content instanceof LastHttpContent));
            }
        }
    }

    /** Whether what came last is the head of a request without a body, which is complete with it. */
    private boolean endsWithHead() {
        return items.peekLast() instanceof HttpRequest last && !HttpUtil.isTransferEncodingChunked(last);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    int size() {
        return items.size();
    }

    /** An {@link HttpRequest}, a {@link Piece}, or the {@link Throwable} that says what is wrong. */
    Object remove() {
        return items.remove();
    }

    void clear() {
        items.clear();
    }

    void release() {
        items.clear();
        codec.release();
    }
}
