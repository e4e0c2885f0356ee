/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens connections to others: for drivers. A service of {@code io.sluice.net}; a bundle's connections are closed when
 * it stops.
 */
@ProviderType
public interface Dialer {
    /**
     * Connects. The name is resolved anew each time, on a thread of its own.
     *
     * @param host name or address
     * @param port 1 to 65535
     * @param timeout for resolving and connecting together
     * @param handler makes the handler of the new connection; called on its loop before any byte is read
     * @return fails with {@link io.sluice.api.stream.StreamException}: UNREACHABLE, REFUSED or TIMEOUT
     */
    default CompletionStage<Connection> connect(
            String host, int port, Duration timeout, Function<Connection, ConnectionHandler> handler) {
        return connect(host, port, timeout, null, handler);
    }

    /**
     * Connects, and secures the connection before its handler is made.
     *
     * @param host name or address
     * @param port 1 to 65535
     * @param timeout for resolving, connecting and the handshake together
     * @param tls null: in the clear
     * @param handler makes the handler of the new connection; called on its loop before any byte is read
     * @return fails with {@link io.sluice.api.stream.StreamException}: as above, UNTRUSTED when the certificate is not
     *     what {@code tls} wants, PROTOCOL_ERROR when the handshake fails otherwise
     */
    CompletionStage<Connection> connect(
            String host,
            int port,
            Duration timeout,
            @Nullable DialTls tls,
            Function<Connection, ConnectionHandler> handler);
}
