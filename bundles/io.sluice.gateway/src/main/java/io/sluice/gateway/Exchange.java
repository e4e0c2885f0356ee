/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.sluice.api.net.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request that a servlet answers. The request flows on the client's loop, the answer on the backend's; each side
 * stops reading when the other one has much to write.
 */
final class Exchange {
    /** Above it the other side is not read any more; far below what closes a connection. */
    private static final int MUCH_BYTES = 256 * 1024;

    private static final ByteBuffer LAST_CHUNK =
            ByteBuffer.wrap(ascii("0\r\n\r\n")).asReadOnlyBuffer();

    private final HttpConnection front;
    private final Connection client;
    private final Decision.Relay relay;
    private final Backend backend;
    /** Whoever sets it first answers: the servlet, or the gateway in its place. */
    private final AtomicBoolean answered = new AtomicBoolean();

    private volatile boolean requestSent;
    private boolean up;
    private boolean interim;
    private boolean dropped;
    private boolean backendCloses;
    private boolean chunked;
    private boolean closeAfter;
    private boolean backendPaused;

    Exchange(HttpConnection front, Decision.Relay relay, Backend backend) {
        this.front = front;
        this.client = front.connection();
        this.relay = relay;
        this.backend = backend;
    }

    boolean toHead() {
        return relay.request().head();
    }

    /** On the client's loop. */
    void begin(String pass) {
        backend.begin(this);
        // Known before it is sent: the answer may come on the backend's loop at once.
        requestSent = !relay.request().hasBody();
        backend.connection()
                .send(RelayHeaders.request(relay.request(), relay.client().host(), pass));
    }

    /** A piece of the request's body, on the client's loop. */
    void body(ByteBuffer data) {
        if (relay.request().bodyBytes() == Request.CHUNKED) {
            backend.connection().send(chunk(data));
        } else {
            backend.connection().send(data);
        }
    }

    /** Bare bytes after a change of protocol. */
    void tunnel(ByteBuffer data) {
        backend.connection().send(data);
    }

    void bodyEnd() {
        requestSent = true;
        if (relay.request().bodyBytes() == Request.CHUNKED) {
            backend.connection().send(LAST_CHUNK.duplicate());
        }
    }

    /**
     * Whether the backend has so much to write that the client should wait; then {@link HttpConnection} is told later.
     */
    boolean full() {
        if (backend.connection().queuedBytes() <= MUCH_BYTES) {
            return false;
        }
        // What is written at once is not told of by drained(), so it is asked for once all of it was tried.
        backend.connection().execute(this::backendDrained);
        return true;
    }

    void backendDrained() {
        if (backend.connection().queuedBytes() <= MUCH_BYTES) {
            client.execute(front::backendTakesMore);
        }
    }

    /** Whether the gateway may answer in the servlet's place; from then on what the servlet says is dropped. */
    boolean takeOver() {
        return answered.compareAndSet(false, true);
    }

    /** The client is gone, or got another answer. */
    void abandon(String text) {
        backend.abort(text);
    }

    /** @return whether bare bytes follow. On the backend's loop, as all below */
    boolean head(HttpResponse answer) {
        int status = answer.status().code();
        interim = status < 200 && status != 101;
        if (interim) {
            return false;
        }
        if (status == 101 && relay.request().upgrade() == null) {
            dropped = true;
            lost("a change of protocol that nobody asked for");
            backend.abort("a change of protocol that nobody asked for");
            return false;
        }
        if (!takeOver()) {
            dropped = true;
            backend.abort("the answer came too late");
            return false;
        }
        front.answered(status);
        backendCloses = answer.headers().containsValue(HttpHeaderNames.CONNECTION, "close", true);
        up = status == 101;
        closeAfter = !up && (!relay.request().keepAlive() || !requestSent);
        String framing = framing(answer, status);
        client.send(RelayHeaders.response(answer, relay.extra(), framing, closeAfter));
        client.execute(up ? () -> front.upgraded(this) : front::answerBegun);
        return up;
    }

    /** RFC 9112 §6.3: how the client will know the end of the body. */
    private @Nullable String framing(HttpResponse answer, int status) {
        String length = answer.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (up || status == 204) {
            return null;
        }
        if (length != null) {
            return "Content-Length: " + length;
        }
        if (toHead() || status == 304) {
            return null;
        }
        if (relay.request().http10()) {
            return null; // the end of the connection
        }
        chunked = true;
        return "Transfer-Encoding: chunked";
    }

    void content(ByteBuffer data) {
        if (interim || dropped) {
            return;
        }
        client.send(chunked ? chunk(data) : data);
        holdBack();
    }

    void raw(ByteBuffer data) {
        client.send(data);
        client.execute(front::tunnelUsed);
        holdBack();
    }

    private void holdBack() {
        if (!backendPaused && client.queuedBytes() > MUCH_BYTES) {
            backendPaused = true;
            backend.connection().reading(false);
            client.execute(this::clientDrained);
        }
    }

    /** On the client's loop. */
    void clientDrained() {
        if (client.queuedBytes() <= MUCH_BYTES) {
            backend.connection().execute(() -> {
                if (backendPaused) {
                    backendPaused = false;
                    backend.connection().reading(true);
                }
            });
        }
    }

    /** @return whether it was the end of the answer, not only of an interim one */
    boolean end() {
        if (interim) {
            interim = false;
            return false;
        }
        if (dropped) {
            return true;
        }
        if (chunked) {
            client.send(LAST_CHUNK.duplicate());
        }
        boolean close = closeAfter;
        client.execute(() -> front.answerEnded(this, close));
        return true;
    }

    boolean reusable() {
        return requestSent && !up && !backendCloses && !dropped;
    }

    /** The backend is gone before the answer was complete. */
    void lost(String text) {
        client.execute(() -> front.backendLost(this, text, backend.used()));
    }

    private static ByteBuffer chunk(ByteBuffer data) {
        byte[] size = ascii(Integer.toHexString(data.remaining()) + "\r\n");
        ByteBuffer chunk = ByteBuffer.allocate(size.length + data.remaining() + 2);
        return chunk.put(size).put(data).put((byte) '\r').put((byte) '\n').flip();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
