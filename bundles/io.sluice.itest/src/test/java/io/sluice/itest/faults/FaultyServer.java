/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import io.sluice.itest.Dist;
import io.sluice.itest.ServerProcess;
import io.sluice.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The server that is exposed to faults: what its log and the system say about it. */
final class FaultyServer implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("(\\S+)\\s+([A-Z]+)\\s+(.*)");

    private final ServerProcess process;

    FaultyServer(ServerProcess process) {
        this.process = process;
    }

    /** One line of the log. */
    record LogLine(Instant at, String level, String text) {}

    ServerProcess process() {
        return process;
    }

    String url(String stream) {
        return "rtsp://127.0.0.1:" + process.rtspPort() + "/" + stream;
    }

    /** Lines about the stream with this event code. */
    List<LogLine> lines(String stream, String event) {
        Pattern about = Pattern.compile("event=" + Pattern.quote(event) + "\\b.*stream=" + stream + "\\b|stream="
                + stream + "\\b.*event=" + Pattern.quote(event) + "\\b");
        return lines().filter(line -> about.matcher(line.text()).find()).toList();
    }

    Stream<LogLine> lines() {
        try {
            return process.log().stream()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .map(FaultyServer::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What no fault may lead to; the servlets may well be slow on a machine that is busy with these tests. */
    List<LogLine> errors() {
        return lines().filter(
                        line -> line.level().equals("ERROR") || line.text().contains("Exception"))
                .filter(line -> !line.text().contains("event=gateway.servlets"))
                .toList();
    }

    private static LogLine line(Matcher found) {
        try {
            return new LogLine(Instant.parse(found.group(1)), found.group(2), found.group(3));
        } catch (DateTimeParseException e) {
            return new LogLine(Instant.EPOCH, found.group(2), found.group(3));
        }
    }

    /** Open file descriptors. */
    int files() {
        return entries("fd");
    }

    int threads() {
        return entries("task");
    }

    private int entries(String what) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + process.pid() + "/" + what))) {
            return (int) all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resident memory in KiB. */
    long residentKb() {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections that the peer has closed and the server has not. */
    long forgotten() {
        String port = ":%04X ".formatted(process.rtspPort());
        try (Stream<String> table = Files.lines(Path.of("/proc/net/tcp"))) {
            return table.filter(
                            line -> line.strip().split("\\s+")[1].concat(" ").endsWith(port))
                    .filter(line -> line.strip().split("\\s+")[3].equals("08"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until files and threads are what they were, two more at most. */
    void awaitBaseline(int files, int threads) {
        Await.until(
                () -> "files %d -> %d, threads %d -> %d".formatted(files, files(), threads, threads()),
                scaled(Duration.ofSeconds(10)),
                () -> files() <= files + 2 && threads() <= threads + 2);
    }

    /** The limit on a machine of one's own; much more where others take the processors away. */
    static Duration scaled(Duration limit) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double crowd = system.getSystemLoadAverage() / system.getAvailableProcessors();
        double factor = crowd <= 1 ? 1.5 : Math.min(10 * crowd, 60);
        return Duration.ofMillis((long) (limit.toMillis() * factor));
    }

    /** Keeps what was measured, for docs/conformance/faults.md: {@code target/it/faults.txt}. */
    static void figure(String id, String text) {
        try {
            Path file = Dist.workDirectory("figures").resolveSibling("faults.txt");
            Files.writeString(file, id + "\t" + text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
