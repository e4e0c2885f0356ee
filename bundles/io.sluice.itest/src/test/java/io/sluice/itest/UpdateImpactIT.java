/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Shipped bundles replaced while somebody watches: what restarts, who is disconnected, and that a viewer who comes back
 * gets a picture within five seconds. The figures go into docs/operations.md.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class UpdateImpactIT {
    private static final Duration HEALED = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern DONE =
            Pattern.compile("^(\\S+Z) .*(?:updated %s from .* in| %s \\S+ is in place after) (\\d+) ms.*");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final List<String> TABLE = new ArrayList<>();
    private static ServerProcess server;
    private static int count;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start("""
                streams:
                  demo: "demo:"
                """);
        awaitApi(); // the client's own start is no gap
    }

    @AfterAll
    static void stop() throws IOException {
        Files.write(Dist.workDirectory("impact").resolve("impact.md"), TABLE);
        TABLE.forEach(line -> LoggerFactory.getLogger(UpdateImpactIT.class).info("{}", line));
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.sluice.driver.demo",
                "io.sluice.protocol.rtsp",
                "io.sluice.gateway",
                "io.sluice.net",
                "io.sluice.core",
                "io.sluice.config",
                "io.sluice.auth",
                "io.sluice.rest",
                "io.sluice.bundles",
                "io.netty.common",
                "io.netty.transport",
                "org.apache.felix.http.jetty12",
                "org.apache.felix.eventadmin",
                "org.apache.felix.configadmin",
                "org.apache.felix.scr",
                "io.sluice.api"
            })
    void aViewerGetsAPictureAgainWithinFiveSeconds(String name) throws Exception {
        try (RtspReaders readers = RtspReaders.open()) {
            RtspReader viewer = readers.join(url(), 1).get(0);
            viewer.awaitUnits(30, LIMIT);

            Path shipped = BundleCopy.shipped(name);
            BundleCopy.version(
                    shipped, BundleCopy.next(shipped, ++count), server.home().resolve("deploy/" + name + ".jar"));
            Gap gap = new Gap(viewer);
            gap.until(() -> viewer.state() == RtspReader.State.ENDED || done(name) != null ? true : null);
            Instant again = picture(gap);
            Instant http = answer(gap);
            Change change = gap.until(() -> done(name));
            long pictureMs = Duration.between(change.begin(), again).toMillis();
            long httpMs = Duration.between(change.begin(), http).toMillis();
            gap.until(() -> viewer.state() != RtspReader.State.PLAYING || gap.units() > 10 ? true : null);

            boolean stayed = viewer.state() == RtspReader.State.PLAYING;
            TABLE.add(String.format(
                    "| %s | %s | change %d ms | picture %d ms | API %d ms |",
                    name,
                    stayed ? "stays, gap " + gap.ms() + " ms" : "disconnected",
                    change.tookMs(),
                    pictureMs,
                    httpMs));
            assertThat(Duration.ofMillis(pictureMs)).isLessThanOrEqualTo(Pace.of(HEALED));
            assertThat(Duration.ofMillis(httpMs)).isLessThanOrEqualTo(Pace.of(HEALED));
            assertThat(stayed).isEqualTo(staysOn(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.sluice.net", "io.sluice.gateway", "io.sluice.rest", "io.sluice.api"})
    void theApiAnswersBeforeItsOwnReplacementAndAfterARefresh(String name) throws Exception {
        Path shipped = BundleCopy.shipped(name);
        String version = BundleCopy.next(shipped, ++count);
        Path jar = BundleCopy.version(
                shipped, version, Dist.workDirectory("update").resolve("x.jar"));
        awaitApi(); // what went before may still be healing
        HttpResponse<String> updated = api(
                "PUT", "/api/v1/bundles/" + name, HttpRequest.BodyPublishers.ofFile(jar), "application/java-archive");
        assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
        assertThat(updated.body()).contains(version);
        Await.until(name + " " + version + " in place", LIMIT, () -> inPlace(name + " " + version) == 1);
        awaitApi();

        HttpResponse<String> refreshed = api(
                "POST",
                "/api/v1/bundles/" + name + "/refresh",
                HttpRequest.BodyPublishers.ofString("{}"),
                "application/json");
        assertThat(refreshed.statusCode()).as(refreshed.body()).isEqualTo(200);
        Await.until("the refresh", LIMIT, () -> inPlace(name + " " + version) == 2);
        HttpResponse<String> listed = await(() -> get("/api/v1/bundles/" + name));
        assertThat(listed.body()).contains(version).contains("ACTIVE");
        try (RtspReaders readers = RtspReaders.open()) {
            readers.join(url(), 1).get(0).awaitUnits(10, LIMIT);
        }
    }

    private static long inPlace(String bundle) throws IOException {
        return server.log().stream()
                .filter(line -> line.contains(bundle + " is in place after"))
                .count();
    }

    /** The change is done when its bundles are there; HTTP comes back within the time that the tests above measure. */
    private static void awaitApi() {
        await(() -> get("/api/v1/bundles/io.sluice.core"));
    }

    /** When the API answers again. */
    private static Instant answer(Gap gap) {
        await(() -> {
            gap.look();
            return get("/api/v1/bundles/io.sluice.core");
        });
        return Instant.now();
    }

    private static HttpResponse<String> await(Callable<HttpResponse<String>> call) {
        var found = new ArrayList<HttpResponse<String>>();
        Await.until("an answer", LIMIT, () -> {
            try {
                HttpResponse<String> answer = call.call();
                if (answer.statusCode() == 200) {
                    found.add(answer);
                }
                return !found.isEmpty();
            } catch (IOException gone) {
                return false;
            }
        });
        return found.get(0);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return api("GET", path, HttpRequest.BodyPublishers.noBody(), "application/json");
    }

    /** As the command line does it: with the token, which is another one after each start of io.sluice.auth. */
    private static HttpResponse<String> api(String method, String path, HttpRequest.BodyPublisher body, String type)
            throws IOException, InterruptedException {
        String token = Files.readString(server.home().resolve("run/cli.token")).strip();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .method(method, body)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** By then everything was replaced: nothing of what went before may be left. */
    @Test
    void zNothingWasLeftBehind() throws Exception {
        List<String> threads = threads();
        for (String single : List.of("sluice-lane", "sluice-net-control", "sluice-config", "sluice-bundles")) {
            assertThat(threads).filteredOn(single::equals).as(single).hasSize(1);
        }
        // Felix HTTP stops Jetty twice when its configuration goes just before its bundle, and says so.
        assertThat(server.log())
                .noneMatch(line -> line.contains(" ERROR ") && !line.contains("Exception while stopping Jetty"));
    }

    private static boolean staysOn(String name) {
        return List.of(
                        "io.sluice.driver.demo",
                        "io.sluice.protocol.rtsp",
                        "io.sluice.gateway",
                        "io.sluice.config",
                        "io.sluice.auth",
                        "io.sluice.rest",
                        "io.sluice.bundles",
                        "org.apache.felix.http.jetty12")
                .contains(name);
    }

    private static String url() {
        return "rtsp://127.0.0.1:" + server.rtspPort() + "/demo";
    }

    /** What the log says of the change that is done. */
    private record Change(Instant begin, long tookMs) {}

    private static Change done(String name) throws IOException {
        Pattern pattern = Pattern.compile(DONE.pattern().replace("%s", Pattern.quote(name)));
        for (String line : server.log()) {
            Matcher done = pattern.matcher(line);
            if (done.matches()) {
                long tookMs = Long.parseLong(done.group(2));
                return new Change(Instant.parse(done.group(1)).minusMillis(tookMs), tookMs);
            }
        }
        return null;
    }

    /** When somebody who comes back has a picture. */
    private static Instant picture(Gap gap) {
        var found = new ArrayList<Instant>();
        Await.until("a picture again", LIMIT, () -> {
            try (RtspReaders readers = RtspReaders.open()) {
                RtspReader viewer = readers.join(url(), 1).get(0);
                Await.until(
                        "a picture or an end",
                        LIMIT,
                        () -> gap.look() && (viewer.units() > 0 || viewer.state() == RtspReader.State.ENDED));
                found.add(Instant.now());
                return viewer.units() > 0;
            }
        });
        return found.get(found.size() - 1);
    }

    private static List<String> threads() throws Exception {
        Path jstack = Path.of(System.getProperty("java.home"), "bin", "jstack");
        ProcessHandle java = ProcessHandle.of(server.pid()).orElseThrow();
        long pid = java.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(java)
                .pid();
        return PeerProcess.run(LIMIT, jstack.toString(), String.valueOf(pid))
                .lines()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.split("\"")[1])
                .toList();
    }

    /** The longest time for which a viewer got nothing. */
    private static final class Gap {
        private final RtspReader viewer;
        private final long first;
        private long units;
        private long lastNs = System.nanoTime();
        private long longestNs;

        Gap(RtspReader viewer) {
            this.viewer = viewer;
            this.units = viewer.units();
            this.first = units;
        }

        <T> T until(Callable<T> condition) {
            var found = new ArrayList<T>();
            Await.until("a change", LIMIT, () -> {
                look();
                T value = condition.call();
                if (value != null) {
                    found.add(value);
                }
                return value != null;
            });
            return found.get(0);
        }

        boolean look() {
            long now = viewer.units();
            long nowNs = System.nanoTime();
            if (now != units) {
                longestNs = Math.max(longestNs, nowNs - lastNs);
                units = now;
                lastNs = nowNs;
            }
            return true;
        }

        long units() {
            return viewer.units() - first;
        }

        long ms() {
            return longestNs / 1_000_000;
        }
    }
}
