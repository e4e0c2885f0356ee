/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.EventLoop;
import io.sluice.api.net.DatagramFlow;
import io.sluice.api.net.DatagramRun;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One viewer of a feed that gets it in datagrams. Nothing is kept for one whose network is full: its cursor stays where
 * it is, and jumps when it is lapped. On the loop.
 */
final class DatagramOutbox extends FeedViewer implements DatagramFlow {
    /** What a receiver's usual buffer of 208 KiB holds, with the system's overhead and another track beside. */
    private static final int BURST_BYTES = 64 * 1024;

    private static final long PAUSE_MS = 2;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);

    private final Loop loop;
    private final NetLog log;
    private final Feed feed;
    private final Cursor cursor;
    private final List<UdpPort> targets;
    private final Runnable goOn = this::goOn;
    private @Nullable Consumer<Reason> onEnded;
    private boolean pumping;
    private boolean pausing;
    private boolean released;

    private long burstNs;
    private int burstLeft = BURST_BYTES;

    /** Of the run that was begun. */
    private int runTarget;

    private int runSegmentBytes;
    private int runLeftBytes;

    private volatile Counters counters = new Counters(0, 0, 0, 0);
    private long datagrams;
    private long bytes;
    private long calls;
    private long dropped;

    DatagramOutbox(Loop loop, NetLog log, Feed feed, Cursor cursor, List<UdpPort> targets, Consumer<Reason> onEnded) {
        this.loop = loop;
        this.log = log;
        this.feed = feed;
        this.cursor = cursor;
        this.targets = targets;
        this.onEnded = onEnded;
        burstNs = System.nanoTime() - PAUSE_NS;
    }

    /** On the loop. */
    void start() {
        if (!released) {
            loop.join(feed, this);
            pump();
        }
    }

    @Override
    void pump() {
        if (pumping || pausing || released) {
            return;
        }
        pumping = true;
        try {
            turn();
        } catch (RuntimeException | Error e) {
            log.unexpected("net.handler_failed", "a feed in datagrams failed", e);
            finish(Reason.FAILED);
        } finally {
            pumping = false;
            count();
        }
    }

    private void count() {
        counters = new Counters(datagrams, bytes, calls, dropped);
    }

    private void turn() {
        long nowNs = System.nanoTime();
        if (nowNs - burstNs >= PAUSE_NS) {
            burstNs = nowNs;
            burstLeft = BURST_BYTES;
        }
        while (!released) {
            Reason ended = cursor.ended(); // asked first: what comes before the end is still sent
            ByteBuffer region = cursor.region();
            if (region == null) {
                if (ended != null) {
                    finish(ended);
                }
                return;
            }
            int from = region.position();
            boolean all = sendRuns(region);
            cursor.advance(region.position() - from);
            if (!all) {
                pause();
                return;
            }
        }
    }

    /** @return false when the burst is over or the network full; the region's position is behind what was sent */
    private boolean sendRuns(ByteBuffer region) {
        while (region.hasRemaining()) {
            int at = region.position();
            if (runLeftBytes == 0) {
                runTarget = DatagramRun.target(region, at);
                runSegmentBytes = Math.max(1, DatagramRun.segmentBytes(region, at));
                runLeftBytes = DatagramRun.bytes(region, at);
                at += DatagramRun.HEADER_BYTES;
                region.position(at);
            }
            if (runTarget >= targets.size()) {
                region.position(at + runLeftBytes);
                runLeftBytes = 0;
                continue;
            }
            if (burstLeft <= 0) {
                return false;
            }
            int sent = send(region, at, Math.min(runLeftBytes, SegmentedWriter.mostBytes(runSegmentBytes)));
            if (sent == 0) {
                return false;
            }
            burstLeft -= sent;
            runLeftBytes -= sent;
            region.position(at + sent);
        }
        return true;
    }

    /** @return how many bytes are done with, 0 when the network is full */
    private int send(ByteBuffer region, int at, int size) {
        SegmentedWriter writer = targets.get(runTarget).segments();
        long callsBefore = writer.calls();
        int sent = writer.write(region, at, size, runSegmentBytes);
        calls += writer.calls() - callsBefore;
        if (sent == SegmentedWriter.DROPPED) {
            dropped += datagrams(size);
            cursor.dropped(datagrams(size));
            return size;
        }
        datagrams += datagrams(sent);
        bytes += sent;
        return sent;
    }

    private int datagrams(int size) {
        return (size + runSegmentBytes - 1) / runSegmentBytes;
    }

    private void pause() {
        pausing = true;
        try {
            loop.executor.schedule(goOn, PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            release(); // the loops end
        }
    }

    private void goOn() {
        pausing = false;
        pump();
    }

    private void finish(Reason reason) {
        Consumer<Reason> receiver = onEnded;
        release();
        count(); // whoever is told the end may look at once
        if (receiver != null) {
            receiver.accept(reason);
        }
    }

    private void release() {
        if (!released) {
            released = true;
            onEnded = null;
            loop.leave(feed, this);
            cursor.close();
        }
    }

    @Override
    public void detach() {
        EventLoop executor = loop.executor;
        if (executor.inEventLoop()) {
            release();
            return;
        }
        try {
            executor.execute(this::release);
        } catch (RejectedExecutionException e) {
            release(); // the loops have ended, nothing runs there any more
        }
    }

    @Override
    public Counters counters() {
        return counters;
    }
}
