/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static io.sluice.itest.HttpAnswer.curl;
import static io.sluice.itest.WebServer.ADMIN;
import static io.sluice.itest.WebServer.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients cannot do to the server: S-33 to S-35, bodies and answers without end, streams of events. */
class GatewayLimitsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String POST = "POST /fixture/echo/ HTTP/1.1\r\nHost: localhost\r\n" + GatewayIT.basic(ADMIN);

    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start(WebServer.USERS, "");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A test that took all places may be over before the server has noticed that they are free. */
    @BeforeEach
    void awaitPlaces() {
        Await.until(
                "the server takes connections",
                Duration.ofSeconds(60),
                () -> refused("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .startsWith("HTTP/1.1 "));
    }

    private static String url(String path) {
        return server.url(path);
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.process().pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    @Test
    void aLineOrHeaderWithoutEndIsRefusedAndNotKept() throws Exception {
        curl("-u", ADMIN, url("/fixture/echo/"));
        long before = residentKib();
        for (int i = 0; i < 5; i++) {
            assertThat(refused("GET /" + "a".repeat(1_000_000))).startsWith("HTTP/1.1 414 ");
            assertThat(refused("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(1_000_000)))
                    .startsWith("HTTP/1.1 431 ");
        }
        assertThat(refused("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: a\r\n".repeat(101) + "\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(residentKib() - before).as("KiB more than before").isLessThan(16 * 1024);
    }

    /** Sends what the server need not read, and gives the answer it got before the connection was closed. */
    private static String refused(String text) throws IOException {
        try (RawHttp client = new RawHttp(server.port())) {
            try {
                client.send(text);
            } catch (IOException e) {
                // It closed before it had read all of it.
            }
            return client.readAll();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 2147483647, 413",
        "Content-Length: 8388609, 413",
        "Content-Length: 99999999999999999999, 400",
        "Content-Length: -1, 400",
        "Content-Length: 1x, 400",
        "'Content-Length: 1\r\nContent-Length: 2', 400",
        "'Content-Length: 1\r\nTransfer-Encoding: chunked', 400",
        "'Transfer-Encoding: gzip, chunked', 501",
    })
    void aBodyWhoseLengthIsTooLargeOrInDoubtIsRefusedAtOnce(String headers, int status) throws Exception {
        try (RawHttp client = new RawHttp(server.port())) {
            client.send(POST + headers + "\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 " + status + " ").contains("Connection: close");
        }
    }

    @Test
    void aServletSaysHowLongABodyMayBe() throws Exception {
        Path large = Files.write(Dist.workDirectory("body").resolve("large"), new byte[8 * 1024 * 1024]);
        assertThat(curl("-u", ADMIN, "--data-binary", "@" + large, url("/fixture/echo/"))
                        .body())
                .contains("body=8388608");
        assertThat(curl(
                                "-u",
                                ADMIN,
                                "-H",
                                "Transfer-Encoding: chunked",
                                "--data-binary",
                                "@" + large,
                                url("/fixture/echo/"))
                        .body())
                .contains("body=8388608", "Transfer-Encoding=chunked");
        Files.write(large, new byte[8 * 1024 * 1024 + 1]);
        assertThat(curl("-u", ADMIN, "--data-binary", "@" + large, url("/fixture/echo/"))
                        .status())
                .isEqualTo(413);
        assertThat(curl(
                                "-u",
                                ADMIN,
                                "-H",
                                "Expect:",
                                "-H",
                                "Transfer-Encoding: chunked",
                                "--data-binary",
                                "@" + large,
                                url("/fixture/echo/"))
                        .status())
                .isEqualTo(413);
        Files.write(large, new byte[1024 * 1024 + 1]);
        assertThat(curl("-u", ADMIN, "--data-binary", "@" + large, url("/fixture/plain/"))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (RawHttp client = new RawHttp(server.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("GET /fixture/echo/").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n");
                requests.append(GatewayIT.basic(ADMIN))
                        .append(i == 49 ? "Connection: close\r\n" : "")
                        .append("\r\n");
            }
            client.send(requests.toString());
            String answers = client.readAll();
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                order.add("info=/" + i + "\n");
            }
            assertThat(answers).containsSubsequence(order);
        }
    }

    @Test
    void aSlowReaderFillsNoMemory() throws Exception {
        try (RawHttp client = new RawHttp(server.port(), 16 * 1024)) {
            client.send("GET /fixture/much?bytes=500000000 HTTP/1.1\r\nHost: localhost\r\n" + GatewayIT.basic(VIEWER)
                    + "\r\n");
            client.readUntil("\r\n\r\n");
            long[] last = {-1};
            Await.until("the servlet waits for the reader", LIMIT, () -> {
                long now =
                        Long.parseLong(curl("-u", VIEWER, url("/fixture/much")).body());
                boolean same = now == last[0] && now > 0;
                last[0] = now;
                return same;
            });
            assertThat(last[0]).as("bytes that the servlet could write").isLessThan(16_000_000);
        }
    }

    @Test
    void aLargeAnswerComesWhole() throws Exception {
        Path out = Dist.workDirectory("much").resolve("out");
        PeerProcess.run(
                Duration.ofSeconds(60),
                "curl",
                "-s",
                "-u",
                VIEWER,
                "-o",
                out.toString(),
                url("/fixture/much?bytes=100000000"));
        assertThat(Files.size(out)).isEqualTo(100_000_000);
    }

    @Test
    void eventsAreThereAtOnceAndEndWithTheListener() throws Exception {
        try (RawHttp listener = new RawHttp(server.port())) {
            listener.send("GET /fixture/events HTTP/1.1\r\nHost: localhost\r\n" + GatewayIT.basic(VIEWER) + "\r\n");
            listener.readUntil("data: hello\n\n\r\n");
            assertThat(curl("-u", ADMIN, "-d", "", url("/fixture/events")).body())
                    .isEqualTo("told 1");
            listener.readUntil("data: event\n\n\r\n");
        }
        Await.until(
                "the servlet knows that the listener is gone",
                LIMIT,
                () -> curl("-u", ADMIN, "-d", "", url("/fixture/events")).body().equals("told 0"));
    }

    @Test
    void threeHundredSlowClientsKeepNobodyWaitingAndAreClosed() throws Exception {
        List<RawHttp> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                slow.add(new RawHttp(server.port()).send("GET /fixture/echo/ HTTP/1.1\r\nHost: localhost\r\nX-"));
            }
            long started = System.nanoTime();
            Await.until("the slow clients' time is over", LIMIT, () -> {
                long asked = System.nanoTime();
                assertThat(curl("-u", ADMIN, url("/fixture/echo/")).status()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Pace.of(Duration.ofSeconds(2)));
                for (RawHttp client : slow) {
                    trickle(client);
                }
                return System.nanoTime() - started > Duration.ofSeconds(13).toNanos();
            });
            int open = 0;
            for (RawHttp client : slow) {
                open += client.closedWithin(Duration.ofMillis(100)) ? 0 : 1;
            }
            assertThat(open).as("still open").isZero();
        } finally {
            for (RawHttp client : slow) {
                client.close();
            }
        }
    }

    private static void trickle(RawHttp client) {
        try {
            client.send("a");
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Test
    void aBodyThatTricklesIsGivenUp() throws Exception {
        try (RawHttp client = new RawHttp(server.port())) {
            client.send(POST + "Content-Length: 100000\r\n\r\nabc");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void anAnswerToHeadHasNoBody() throws Exception {
        try (RawHttp client = new RawHttp(server.port())) {
            client.send("HEAD /fixture/plain/ HTTP/1.1\r\nHost: localhost\r\n" + GatewayIT.basic(ADMIN) + "\r\n");
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            client.send("GET /fixture/plain/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + GatewayIT.basic(ADMIN) + "\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nplain");
        }
    }
}
