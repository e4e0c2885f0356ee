/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that accepts, reads and writes. Whoever wants something of it sets a flag and wakes it, so that there
 * is no queue; each time it wakes it turns to the connections for which something came or was asked.
 */
final class Loop implements AutoCloseable {
    static final int MAX_CONNECTIONS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final byte[] LOCALHOST = {127, 0, 0, 1};
    private static final int READ_BYTES = 64 * 1024;
    private static final long REFUSED_LOG_NS = 10_000_000_000L;
    private static final long JOIN_MS = 1_000;
    /** Longest sleep: expired tickets are forgotten then. */
    private static final long IDLE_MS = 5_000;

    private static final long PAUSE_MS = 1_000;

    private final Map<String, Ticket> tickets;
    private final long requestNs;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final PeerProcess processes;
    private final Thread thread;
    private final int port;
    /** The system gave no descriptor: accepted again a second later at most. */
    private boolean pausing;

    private boolean knocked = true;

    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Set<Peer> peers = new LinkedHashSet<>();
    private long refusedLoggedNs = System.nanoTime() - REFUSED_LOG_NS;
    private volatile boolean closed;

    Loop(String name, Map<String, Ticket> tickets, Duration request) throws IOException {
        this.tickets = tickets;
        requestNs = request.toNanos();
        listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, false);
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(LOCALHOST), 0), MAX_CONNECTIONS);
            listener.configureBlocking(false);
            port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            selector = Selector.open();
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        processes = new PeerProcess("sluice-loopback-check-" + name, port, this::wake);
        thread = new Thread(this::run, "sluice-loopback-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Until a ticket was shown, and between two requests until media flows. */
    long requestNs() {
        return requestNs;
    }

    int port() {
        return port;
    }

    PeerProcess processes() {
        return processes;
    }

    /** Has it look at everything; any thread. */
    void wake() {
        selector.wakeup();
    }

    /** What the token of an address opens, or null. */
    @Nullable
    Ticket ticket(String token, long nowNs) {
        Ticket ticket = tickets.get(token);
        return ticket != null && ticket.open(nowNs) ? ticket : null;
    }

    void taken(Ticket ticket) {
        tickets.remove(ticket.token(), ticket);
    }

    private void run() {
        try (listener;
                selector) {
            listener.register(selector, SelectionKey.OP_ACCEPT);
            while (!closed) {
                selector.select(this::ready, sleepMs());
                turn();
            }
        } catch (IOException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("event", "loopback.failed")
                    .setCause(e)
                    .log("The listener for programs has failed; their streams end");
        } finally {
            closed = true;
            List.copyOf(peers).forEach(peer -> peer.end("the listener is closed"));
            peers.clear();
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Peer peer) {
            peer.ready();
        } else {
            knocked = true;
        }
    }

    private long sleepMs() {
        long now = System.nanoTime();
        long ns = (pausing ? PAUSE_MS : IDLE_MS) * 1_000_000;
        for (Peer peer : peers) {
            ns = Math.min(ns, peer.dueNs(now));
        }
        return Math.max(1, ns / 1_000_000);
    }

    private void turn() {
        long now = System.nanoTime();
        tickets.values().removeIf(ticket -> !ticket.open(now));
        if (knocked || pausing) {
            accept();
        }
        for (Iterator<Peer> each = peers.iterator(); each.hasNext(); ) {
            Peer peer = each.next();
            if (peer.waits() && !peer.turn(readBuffer, now)) {
                each.remove();
            }
        }
    }

    private void accept() {
        knocked = false;
        try {
            for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
                welcome(channel);
            }
            pause(false);
        } catch (IOException e) {
            refused("no connection can be taken: " + e.getMessage());
            pause(true);
        }
    }

    /** While the system has no descriptor the listener would be ready all the time. */
    private void pause(boolean now) {
        if (pausing != now) {
            pausing = now;
            listener.keyFor(selector).interestOps(now ? 0 : SelectionKey.OP_ACCEPT);
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        if (peers.size() >= MAX_CONNECTIONS) {
            refused("a connection more than " + MAX_CONNECTIONS);
            channel.close();
            return;
        }
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Peer peer = new Peer(this, channel, key);
            key.attach(peer);
            peers.add(peer);
        } catch (IOException e) {
            channel.close(); // gone already
        }
    }

    /** Somebody came who has no ticket: said at most once in ten seconds. */
    void refused(String what) {
        long now = System.nanoTime();
        if (now - refusedLoggedNs >= REFUSED_LOG_NS) {
            refusedLoggedNs = now;
            LOG.atWarn()
                    .addKeyValue("event", "loopback.refused")
                    .log("Refused on the port for programs of this server, 127.0.0.1:{}: {}", port, what);
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        processes.close();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(JOIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
