/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;

/** Clients that hammer the server from its first accepted connection on, while it starts (mission-bugs B7). */
class BootRaceIT {
    private static final int CLIENTS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RepeatedTest(3)
    void everyRequestIsAnswered() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicBoolean over = new AtomicBoolean();
        Map<String, Integer> answers = new ConcurrentHashMap<>();
        try (ServerProcess server = ServerProcess.launch(ServerProcess.homeWith("streams: { demo: \"demo:\" }\n"));
                RtspReaders readers = RtspReaders.open()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(clients.submit(() -> hammer(server.rtspPort(), over, answers)));
            }
            server.awaitBanner();
            RtspReader reader = readers.join("rtsp://127.0.0.1:" + server.rtspPort() + "/demo");
            reader.awaitUnits(25, LIMIT);
            over.set(true);
            for (Future<?> client : all) {
                client.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            }

            // Before the configuration is applied there is no such stream; later there is. Nothing else is an answer.
            assertThat(answers.keySet()).isSubsetOf("RTSP/1.0 200 OK", "RTSP/1.0 404 Not Found");
            assertThat(answers).containsKey("RTSP/1.0 200 OK");
            assertThat(server.terminate(LIMIT)).isZero();
            assertThat(server.log()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
        } finally {
            clients.shutdownNow();
        }
    }

    private static void hammer(int port, AtomicBoolean over, Map<String, Integer> answers) {
        while (!over.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout((int) LIMIT.toMillis());
                socket.getOutputStream()
                        .write(("DESCRIBE rtsp://127.0.0.1:" + port + "/demo RTSP/1.0\r\nCSeq: 1\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                answers.merge(String.valueOf(in.readLine()), 1, Integer::sum);
            } catch (ConnectException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            } catch (IOException problem) {
                answers.merge(problem.toString(), 1, Integer::sum);
            }
        }
    }
}
