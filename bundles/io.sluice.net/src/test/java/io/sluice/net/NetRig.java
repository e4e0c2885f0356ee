/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import io.sluice.api.net.Listeners;
import io.sluice.api.net.Protocol;
import io.sluice.api.stream.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.osgi.framework.Constants;

/** The network without a framework, and a protocol that echoes what it gets. */
final class NetRig implements AutoCloseable {
    final EventLoops loops;
    final ProtocolListeners listeners;
    final FakeBundleContext context = new FakeBundleContext();

    final Tls tls;
    final ClientTls clientTls = new ClientTls(Path.of("nowhere"), Map.of());

    NetRig(Map<String, Object> settings) {
        this(settings, new Tls(Path.of("nowhere"), Map.of(), 50, 500));
    }

    NetRig(Map<String, Object> settings, Tls tls) {
        this.tls = tls;
        loops = new EventLoops(settings);
        listeners = new ProtocolListeners(context.with(Map.of("sluice.startup.protocols", "echo")), loops, tls);
    }

    static Map<String, Object> transport(String name) {
        return Map.of("transport", name, "loops", 2, "bind_retry", "50ms");
    }

    /**
     * Closes those who take nothing for 400 ms. Not for tests in which somebody reads slowly: a busy machine takes the
     * processor away from them for so long.
     */
    static Map<String, Object> impatient(String name) {
        return Map.of("transport", name, "loops", 2, "bind_retry", "50ms", "slow_close", "400ms");
    }

    static Map<String, Object> service(long id, String listen) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(Constants.SERVICE_ID, id);
        properties.put(Protocol.NAME, "echo");
        properties.put(Protocol.LISTEN, listen);
        return properties;
    }

    /** Listens at a free port and returns it. */
    int listen(Protocol protocol) {
        listeners.addProtocol(protocol, service(1, "127.0.0.1:0"));
        return port();
    }

    int port() {
        Eventually.holds("listening", () -> info().bound() != null);
        String bound = info().bound();
        return Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1));
    }

    Listeners.Info info() {
        List<Listeners.Info> all = listeners.listeners();
        return all.isEmpty() ? new Listeners.Info("", "", null, null, 0) : all.get(0);
    }

    static Socket dial(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 30_000);
        socket.setSoTimeout(30_000);
        return socket;
    }

    @Override
    public void close() {
        listeners.stop();
        loops.stop();
        tls.stop();
        clientTls.stop();
    }

    /** Accepts, remembers, and does with received bytes what it is told. */
    static final class Recorder implements Protocol {
        final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
        final List<String> closed = new CopyOnWriteArrayList<>();
        final List<Reason> feedEnded = new CopyOnWriteArrayList<>();
        final AtomicInteger drained = new AtomicInteger();
        final Consumer<Received> onReceived;

        record Received(Connection connection, byte[] bytes) {}

        Recorder(Consumer<Received> onReceived) {
            this.onReceived = onReceived;
        }

        static Recorder echo() {
            return new Recorder(received -> received.connection().send(ByteBuffer.wrap(received.bytes())));
        }

        static Recorder silent() {
            return new Recorder(received -> {});
        }

        @Override
        public ConnectionHandler accepted(Connection connection) {
            accepted.add(connection);
            return new ConnectionHandler() {
                @Override
                public void received(ByteBuffer data) {
                    byte[] bytes = new byte[data.remaining()];
                    data.get(bytes);
                    onReceived.accept(new Received(connection, bytes));
                }

                @Override
                public void drained() {
                    drained.incrementAndGet();
                }

                @Override
                public void feedEnded(Reason reason) {
                    feedEnded.add(reason);
                }

                @Override
                public void closed(Reason reason, String text) {
                    closed.add(reason + ": " + text);
                }
            };
        }
    }
}
