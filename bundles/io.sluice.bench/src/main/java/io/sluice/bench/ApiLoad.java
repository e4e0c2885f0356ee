/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls of the HTTP API with the token of the command line, one after the other on each of a few connections. */
final class ApiLoad {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String base;
    private final Path home;

    ApiLoad(String base, Path home) {
        this.base = base;
        this.home = home;
    }

    /** What a series of calls gave; times in milliseconds. */
    record Result(double callsPerSecond, double p50Ms, double p99Ms, int failed) {}

    /** Calls {@code path} again and again for some seconds. */
    Result get(String path, int connections, int seconds) throws IOException, InterruptedException {
        HttpRequest request = request(path).GET().build();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long beganNs = System.nanoTime();
            long endNs = beganNs + Duration.ofSeconds(seconds).toNanos();
            List<Future<Series>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> callUntil(endNs, request)));
            }
            List<long[]> times = new ArrayList<>();
            int failed = 0;
            for (Future<Series> one : running) {
                times.add(one.get().timesNs());
                failed += one.get().failed();
            }
            double elapsedS = (System.nanoTime() - beganNs) / 1e9;
            long[] sorted =
                    times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            if (sorted.length == 0) {
                throw new IOException(path + " gave no answer");
            }
            return new Result(
                    sorted.length / elapsedS,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[sorted.length * 99 / 100] / 1e6,
                    failed);
        } catch (ExecutionException e) {
            throw new IOException("calling " + path + " failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private record Series(long[] timesNs, int failed) {}

    private Series callUntil(long endNs, HttpRequest request) throws IOException, InterruptedException {
        List<Long> times = new ArrayList<>();
        int failed = 0;
        for (long nowNs = System.nanoTime(); nowNs < endNs; nowNs = System.nanoTime()) {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            times.add(System.nanoTime() - nowNs);
            failed += status == 200 ? 0 : 1;
        }
        return new Series(times.stream().mapToLong(Long::longValue).toArray(), failed);
    }

    /** Uploads a bundle. */
    void install(Path jar) throws IOException, InterruptedException {
        HttpRequest request = request("/api/v1/bundles")
                .header("Content-Type", "application/java-archive")
                .POST(HttpRequest.BodyPublishers.ofFile(jar))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("the upload was refused: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** @return whether the server answers with 200 now */
    boolean answers(String path) throws InterruptedException {
        try {
            return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token())
                .header("Accept", "application/json");
    }

    private String token() throws IOException {
        Path file = home.resolve("run/cli.token");
        if (!Files.exists(file)) {
            throw new IOException("there is no " + file + " yet");
        }
        return Files.readString(file).strip();
    }
}
