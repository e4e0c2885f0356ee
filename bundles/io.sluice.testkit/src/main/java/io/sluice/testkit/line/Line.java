/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.line;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Relays TCP connections from a port of loopback to another. Cut, it still accepts and passes nothing on, in neither
 * direction: what is connected seems alive, as with a pulled cable. Any thread.
 */
public final class Line implements AutoCloseable {
    private static final int SLICE_BYTES = 4096;
    private static final int SMALL_BUFFER = 16 * 1024;
    private static final int BACKLOG = 1024;

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong connected = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mended = lock.newCondition();
    private boolean cut;
    private volatile int bytesPerSecond;

    private Line(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** A line to this port of loopback. */
    public static Line to(int port) {
        try {
            var listening = new ServerSocket();
            listening.setReceiveBufferSize(SMALL_BUFFER);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            var line = new Line(listening, port);
            daemon("sluice-test-line", line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Connections so far. */
    public long connected() {
        return connected.get();
    }

    /** Passes nothing on, or goes on where it stopped. */
    public void cut(boolean on) {
        lock.lock();
        try {
            cut = on;
            mended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From the target, for each connection; 0 as fast as it goes. */
    public void narrow(int newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    private static void daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                sockets.add(near);
                connected.incrementAndGet();
                daemon("sluice-test-line-" + near.getPort(), () -> serve(near));
            } catch (IOException e) {
                // closed, or one that was gone before it was accepted
            }
        }
    }

    private void serve(Socket near) {
        try (var far = new Socket()) {
            awaitMended();
            far.setReceiveBufferSize(SMALL_BUFFER);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            daemon("sluice-test-line-up-" + near.getPort(), () -> pass(near, far, false));
            pass(far, near, true);
        } catch (IOException e) {
            end(near);
        }
    }

    private void pass(Socket from, Socket to, boolean narrowed) {
        byte[] slice = new byte[SLICE_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(slice); count >= 0; count = in.read(slice)) {
                awaitMended();
                out.write(slice, 0, count);
                int rate = narrowed ? bytesPerSecond : 0;
                if (rate > 0) {
                    LockSupport.parkNanos(1_000_000_000L * count / rate);
                }
            }
        } catch (IOException e) {
            // one end is gone: so is the other
        }
        end(from);
        end(to);
    }

    private void awaitMended() {
        lock.lock();
        try {
            while (cut) {
                mended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // closed all the same
        }
    }

    /** Ends all connections and frees the port. Idempotent. */
    @Override
    public void close() {
        cut(false);
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(this::end);
    }
}
