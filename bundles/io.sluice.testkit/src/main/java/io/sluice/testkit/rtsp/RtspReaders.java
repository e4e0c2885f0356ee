/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Any number of RTSP viewers over TCP on one thread of their own. Any thread. */
public final class RtspReaders implements AutoCloseable {
    private static final long TICK_MS = 100;

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<RtspReader> readers = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private RtspReaders() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, "sluice-test-readers");
        thread.setDaemon(true);
    }

    public static RtspReaders open() {
        try {
            var readers = new RtspReaders();
            readers.thread.start();
            return readers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Joins with one viewer; returns at once. All media of the answer are set up. */
    public RtspReader join(String url) {
        var reader = new RtspReader(this, URI.create(url));
        readers.add(reader);
        execute(() -> reader.open(selector));
        return reader;
    }

    /** Joins with that many viewers at once. */
    public List<RtspReader> join(String url, int count) {
        var joined = new ArrayList<RtspReader>();
        for (int i = 0; i < count; i++) {
            joined.add(join(url));
        }
        return joined;
    }

    /** Waits until all of them play, or fails with what the others met. */
    public static void awaitPlaying(List<RtspReader> readers, Duration deadline) {
        Await.until(
                () -> "all readers play; these do not: "
                        + readers.stream()
                                .filter(reader -> reader.state() != RtspReader.State.PLAYING)
                                .toList(),
                deadline,
                () -> readers.stream().allMatch(reader -> reader.state() == RtspReader.State.PLAYING));
    }

    /** Waits until each of them got that many access units on its first medium since it joined. */
    public static void awaitUnits(List<RtspReader> readers, long units, Duration deadline) {
        Await.until(
                () -> units + " units for each reader; " + readers,
                deadline,
                () -> readers.stream().allMatch(reader -> reader.units() >= units));
    }

    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    boolean isOver() {
        return closed && !thread.isAlive();
    }

    private void run() {
        var buffer = ByteBuffer.allocateDirect(1 << 18);
        try {
            while (!closed) {
                selector.select(TICK_MS);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    ((RtspReader) key.attachment()).ready(buffer);
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                readers.forEach(reader -> reader.tick(now));
            }
            readers.forEach(RtspReader::leave);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All viewers say TEARDOWN and leave. Idempotent; at most 5 s. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(5_000);
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
