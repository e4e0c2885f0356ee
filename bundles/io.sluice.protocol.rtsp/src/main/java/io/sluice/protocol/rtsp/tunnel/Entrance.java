/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import io.sluice.api.media.Bytes;
import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.ConnectionRecord;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a peer begins with says whether it speaks RTSP or comes through HTTP. On the connection's loop. */
public final class Entrance implements ConnectionHandler {
    /** No method of RTSP begins with one of them: GET_PARAMETER has no space there. */
    private static final String[] HTTP = {"GET ", "POST "};

    private static final int FIRST_BYTES = 5;
    /** Of a connection on which nothing has begun. */
    public static final String FORMAT = "rtsp-entrance";

    public static final int VERSION = 1;

    private static final long REQUEST_MS = 10_000;

    private final Tunnels tunnels;
    private final Connection connection;
    private final HttpHead head = new HttpHead();
    private final ByteBuffer first = ByteBuffer.allocate(FIRST_BYTES);
    private @Nullable ConnectionHandler inside;
    private boolean http;
    private boolean refused;

    /** @param tunnels of the server that accepted it */
    public Entrance(Tunnels tunnels, Connection connection) {
        this.tunnels = tunnels;
        this.connection = connection;
        connection.schedule(this::check, REQUEST_MS);
    }

    private void check() {
        if (inside == null && !refused) {
            connection.close(Reason.TIMEOUT, "no request came");
        }
    }

    @Override
    public void received(ByteBuffer data) {
        while (inside == null && data.hasRemaining()) {
            if (refused) {
                data.position(data.limit());
            } else if (http) {
                httpHead(data);
            } else {
                begin(data);
            }
        }
        if (inside != null && data.hasRemaining()) {
            inside.received(data);
        }
    }

    /** One byte at a time, until it is known. */
    private void begin(ByteBuffer data) {
        first.put(data.get());
        String begun = new String(first.array(), 0, first.position(), StandardCharsets.ISO_8859_1);
        for (String method : HTTP) {
            if (begun.equals(method)) {
                http = true;
                head.read(first.flip());
                return;
            }
            if (method.startsWith(begun)) {
                return;
            }
        }
        enter(tunnels.direct(connection));
        if (inside != null) {
            inside.received(first.flip());
        }
    }

    private void httpHead(ByteBuffer data) {
        switch (head.read(data)) {
            case MORE -> {}
            case BROKEN -> refuse(HttpRefusal.MALFORMED);
            case WHOLE -> {
                ConnectionHandler tunnel = tunnels.through(head, connection);
                if (tunnel == null) {
                    refuse(HttpRefusal.of(head));
                } else {
                    enter(tunnel);
                }
            }
        }
    }

    private void enter(ConnectionHandler handler) {
        inside = handler;
    }

    private void refuse(HttpRefusal refusal) {
        refused = true;
        connection.send(refusal.toBytes());
        connection.close(Reason.PROTOCOL_ERROR, refusal.text());
    }

    @Override
    public void drained() {
        if (inside != null) {
            inside.drained();
        }
    }

    @Override
    public void feedEnded(Reason reason) {
        if (inside != null) {
            inside.feedEnded(reason);
        }
    }

    /** Of one that has not said what it speaks, all that came. The halves of a tunnel are not handed over. */
    @Override
    public @Nullable ConnectionRecord handOver() {
        if (inside != null) {
            return inside.handOver();
        }
        return http || refused
                ? null
                : new ConnectionRecord(
                        new Handover(FORMAT, VERSION, Bytes.EMPTY),
                        Bytes.of(first.duplicate().flip()),
                        Bytes.EMPTY);
    }

    @Override
    public void closed(Reason reason, String text) {
        if (inside != null) {
            inside.closed(reason, text);
        }
    }
}
