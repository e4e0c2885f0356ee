/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.Datagrams;
import io.sluice.api.net.DialTls;
import io.sluice.api.net.Dialer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The real dialer on event loops of its own, without a framework. */
public final class RealDialer implements Dialer, AutoCloseable {
    private final EventLoops loops = new EventLoops(Map.of());
    private final ClientTls tls = new ClientTls(Path.of("nowhere"), Map.of());
    private final BundleDialer dialer = new BundleDialer(loops, tls, "io.sluice.driver.rtsp");
    private final BundleDatagrams datagrams = new BundleDatagrams(loops, "io.sluice.driver.rtsp");

    /** On the same loops. */
    public Datagrams datagrams() {
        return datagrams;
    }

    @Override
    public CompletionStage<Connection> connect(
            String host,
            int port,
            Duration timeout,
            @Nullable DialTls tls,
            Function<Connection, ConnectionHandler> handler) {
        return dialer.connect(host, port, timeout, tls, handler);
    }

    @Override
    public void close() {
        dialer.stop();
        datagrams.stop();
        tls.stop();
        loops.stop();
    }
}
