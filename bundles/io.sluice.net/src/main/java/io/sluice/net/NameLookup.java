/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names to addresses, on threads of its own: the system's resolver can take minutes and cannot be interrupted. Whoever
 * asks keeps a deadline of his own; an answer that comes after it is not wanted any more.
 */
final class NameLookup {
    private static final int MOST_THREADS = 8;
    private static final int MOST_WAITING = 64;

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    NameLookup() {
        threads = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                    Thread thread = new Thread(task, "sluice-net-dns-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** @return fails with {@link UnknownHostException}; never empty */
    CompletableFuture<InetAddress[]> resolve(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        CompletableFuture<InetAddress[]> result = new CompletableFuture<>();
        if (literal != null) {
            answer(host, result);
            return result;
        }
        try {
            threads.execute(() -> {
                if (!result.isDone()) {
                    answer(host, result);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new UnknownHostException("too many names are being looked up"));
        } catch (OutOfMemoryError e) {
            // A limit of the system: ulimit -u, a pids cgroup. The next attempt may find a thread.
            result.completeExceptionally(new UnknownHostException("there is no thread to look names up"));
        }
        return result;
    }

    private static void answer(String host, CompletableFuture<InetAddress[]> result) {
        try {
            result.complete(InetAddress.getAllByName(host));
        } catch (UnknownHostException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    void stop() {
        threads.shutdownNow();
    }
}
