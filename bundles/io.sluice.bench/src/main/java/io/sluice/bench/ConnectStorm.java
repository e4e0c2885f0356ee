/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients that come, ask for the description, and leave: so many each second. */
final class ConnectStorm {
    private static final int THREADS = 16;
    private static final int TIMEOUT_MS = 5_000;

    private final URI url;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();

    ConnectStorm(String url) {
        this.url = URI.create(url);
    }

    /**
     * What came of it.
     *
     * @param answered how many were answered with 200
     * @param failed refused, late, or answered otherwise
     */
    record Result(int answered, int failed, double seconds) {
        double answeredPerSecond() {
            return answered / seconds;
        }
    }

    Result run(int eachSecond, int seconds) throws InterruptedException {
        int all = eachSecond * seconds;
        long beganNs = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(
                    () -> {
                        for (int n = next.getAndIncrement(); n < all; n = next.getAndIncrement()) {
                            LockSupport.parkNanos(beganNs + n * 1_000_000_000L / eachSecond - System.nanoTime());
                            one();
                        }
                    },
                    "sluice-bench-connect-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Result(answered.get(), failed.get(), (System.nanoTime() - beganNs) / 1e9);
    }

    private void one() {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setSoLinger(true, 0); // or the ports of this machine are used up within half a minute
            socket.getOutputStream()
                    .write(("DESCRIBE " + url + " RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            in.read(new byte[4096]);
            (status.endsWith(" 200") ? answered : failed).incrementAndGet();
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }
}
