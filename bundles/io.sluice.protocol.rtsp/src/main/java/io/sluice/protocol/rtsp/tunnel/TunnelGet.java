/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The half of a tunnel that answers and media go out of, as they would without one: an answer to a GET that does not
 * end. The RTSP session is on this connection. On its loop.
 */
final class TunnelGet implements ConnectionHandler {
    /** RFC 9110, 15.3.1; without a length, so it lasts until the close. Nobody on the way is to keep it. */
    private static final String ANSWER = String.join(
            "\r\n",
            "HTTP/1.0 200 OK",
            "Server: Sluice",
            "Connection: close",
            "Cache-Control: no-store",
            "Pragma: no-cache",
            "Content-Type: application/x-rtsp-tunnelled",
            "",
            "");

    private final Tunnel tunnel;
    private final Connection connection;
    private @Nullable ConnectionHandler session;

    TunnelGet(Tunnel tunnel, Connection connection) {
        this.tunnel = tunnel;
        this.connection = connection;
    }

    void begin(Tunnels.Sessions sessions) {
        connection.send(HttpHead.bytes(ANSWER));
        session = sessions.open(connection, true, tunnel::admitted);
    }

    private ConnectionHandler session() {
        return Objects.requireNonNull(session, "not begun");
    }

    /**
     * What the POST brought. Any thread.
     *
     * @param data the session's from now on
     * @param taken run on this connection's loop when it was read
     */
    void deliver(ByteBuffer data, Runnable taken) {
        connection.execute(() -> {
            session().received(data);
            taken.run();
        });
    }

    @Override
    public void received(ByteBuffer data) {
        data.position(data.limit()); // nothing belongs here
    }

    @Override
    public void drained() {
        session().drained();
    }

    @Override
    public void feedEnded(Reason reason) {
        session().feedEnded(reason);
    }

    @Override
    public void closed(Reason reason, String text) {
        session().closed(reason, text);
        tunnel.getClosed();
    }
}
