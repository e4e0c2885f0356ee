/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;

/** RTSP in a connection of its own, with or without TLS. */
record PlainWire(Connection connection) implements Wire {
    @Override
    public void send(ByteBuffer data) {
        connection.send(data);
    }

    @Override
    public void close(Reason reason, String text) {
        connection.close(reason, text);
    }

    @Override
    public void abort(Reason reason, String text) {
        connection.abort(reason, text);
    }
}
