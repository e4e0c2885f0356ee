/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.mission;

import io.sluice.itest.Dist;
import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server that the tests of the mission look at: ours, or the program that {@code -Dsluice.subject} names. Ended
 * with the test.
 */
final class Subject implements AutoCloseable {
    private static final String PROGRAM = System.getProperty("sluice.subject", "");
    private static final String PASSWORD = "of these tests only";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final Process process;
    private final Path output;
    private final int httpPort;
    private final int rtspPort;

    private Subject(Process process, Path output, int httpPort, int rtspPort) {
        this.process = process;
        this.output = output;
        this.httpPort = httpPort;
        this.rtspPort = rtspPort;
    }

    /** Starts it with more sections of go2rtc's configuration, and waits until it answers. */
    static Subject start(String sections) throws IOException {
        Subject subject = launch(sections);
        try {
            Await.until("an answer of the API", START, subject::answers);
        } catch (AssertionError e) {
            subject.close();
            throw new AssertionError(e.getMessage() + ": " + subject.output(), e);
        }
        return subject;
    }

    /** The same without waiting. */
    static Subject launch(String sections) throws IOException {
        Path home = Dist.workDirectory("subject");
        int http = Ports.free();
        int rtsp = Ports.free();
        String yaml = "api: { listen: \"127.0.0.1:%d\" }\nrtsp: { listen: \"127.0.0.1:%d\" }\n".formatted(http, rtsp);
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command(home, yaml + sections))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SLUICE_ADMIN_PASSWORD", PASSWORD);
        return new Subject(builder.start(), output, http, rtsp);
    }

    private static List<String> command(Path home, String yaml) throws IOException {
        if (!PROGRAM.isEmpty()) {
            Path file = home.resolve("go2rtc.yaml");
            Files.writeString(file, yaml + "webrtc: { listen: \"\" }\nsrtp: { listen: \"\" }\n");
            return List.of(PROGRAM, "-config", file.toString());
        }
        Files.createDirectories(home.resolve("conf"));
        // The others have no linger time either.
        Files.writeString(home.resolve("conf/sluice.yaml"), yaml + "tuning: { linger: 0s, check_interval: 100ms }\n");
        return List.of(Dist.directory().resolve("sluice").toString(), "run", "--home", home.toString());
    }

    /** Whether it is this project's server, of which more is asked in some places. */
    static boolean isOurs() {
        return PROGRAM.isEmpty();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private boolean answers() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new AssertionError("it ended with " + process.exitValue());
        }
        try {
            return get("/api/streams").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    String url(String stream) {
        return "rtsp://127.0.0.1:" + rtspPort + "/" + stream;
    }

    int rtspPort() {
        return rtspPort;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    HttpResponse<String> put(String name, String source) throws IOException, InterruptedException {
        return send("PUT", "/api/streams?name=" + name + "&src=" + URLEncoder.encode(source, StandardCharsets.UTF_8));
    }

    HttpResponse<String> delete(String name) throws IOException, InterruptedException {
        return send("DELETE", "/api/streams?src=" + name);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(ANSWER)
                .header("Authorization", "Basic " + login)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The last lines of what it said. */
    String output() throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
