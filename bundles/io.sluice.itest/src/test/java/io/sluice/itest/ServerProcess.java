/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import io.sluice.testkit.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The distribution as a process of its own, started by its script on free ports, ended with the test. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final Path home;
    private final Path out;
    private final Path err;
    private final int rtspPort;
    private final int httpPort;

    private ServerProcess(Process process, Path home, Path out, Path err, int rtspPort, int httpPort) {
        this.process = process;
        this.home = home;
        this.out = out;
        this.err = err;
        this.rtspPort = rtspPort;
        this.httpPort = httpPort;
    }

    /** Starts with a new home that has this configuration and waits for the banner. */
    public static ServerProcess start(String yaml, String... options) throws IOException {
        ServerProcess server = launch(homeWith(yaml), options);
        try {
            server.awaitBanner();
        } catch (AssertionError e) {
            server.close(); // nobody else could
            throw e;
        }
        return server;
    }

    /** A new home with a configuration file. */
    public static Path homeWith(String yaml) throws IOException {
        Path home = Dist.workDirectory("home");
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/sluice.yaml"), yaml);
        return home;
    }

    /** Starts in a given home, on the Java of this test, and waits for nothing. */
    public static ServerProcess launch(Path home, String... options) throws IOException {
        return launch(Path.of(System.getProperty("java.home")), home, options);
    }

    /** The same with more variables in its environment. */
    public static ServerProcess launch(Path home, Map<String, String> environment, String... options)
            throws IOException {
        return launch(Dist.directory(), Path.of(System.getProperty("java.home")), home, environment, options);
    }

    public static ServerProcess launch(Path javaHome, Path home, String... options) throws IOException {
        return launch(Dist.directory(), javaHome, home, Map.of(), options);
    }

    /** Another distribution, on the Java of this test. */
    public static ServerProcess of(Path distribution, Path home, String... options) throws IOException {
        return launch(distribution, Path.of(System.getProperty("java.home")), home, Map.of(), options);
    }

    private static ServerProcess launch(
            Path distribution, Path javaHome, Path home, Map<String, String> environment, String... options)
            throws IOException {
        int rtspPort = Ports.free();
        int httpPort = Ports.free();
        List<String> command =
                new ArrayList<>(List.of(distribution.resolve("sluice").toString(), "run", "--home", home.toString()));
        command.addAll(List.of("--set", "rtsp.listen=127.0.0.1:" + rtspPort));
        command.addAll(List.of("--set", "api.listen=127.0.0.1:" + httpPort));
        command.addAll(List.of(options));
        return launch(javaHome, home, rtspPort, httpPort, command, environment);
    }

    /** The distribution under another program, for example {@code ip netns exec NAME}; waits for nothing. */
    public static ServerProcess launchUnder(
            List<String> program, Path home, Map<String, String> environment, String... options) throws IOException {
        int rtspPort = Ports.free();
        int httpPort = Ports.free();
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(Dist.directory().resolve("sluice").toString(), "run", "--home", home.toString()));
        command.addAll(List.of("--set", "api.listen=127.0.0.1:" + httpPort));
        command.addAll(List.of(options));
        return launch(Path.of(System.getProperty("java.home")), home, rtspPort, httpPort, command, environment);
    }

    /** Another command of the script, on the Java of this test. */
    public static ServerProcess command(List<String> command) throws IOException {
        return launch(Path.of(System.getProperty("java.home")), Dist.workDirectory("home"), 0, 0, command, Map.of());
    }

    private static ServerProcess launch(
            Path javaHome, Path home, int rtspPort, int httpPort, List<String> command, Map<String, String> environment)
            throws IOException {
        Path output = Dist.workDirectory("output");
        Path out = output.resolve("out");
        Path err = output.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().keySet().removeAll(List.of("SLUICE_JAVA_OPTS", "SLUICE_ADMIN_PASSWORD", "SLUICE_TOKEN"));
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), home, out, err, rtspPort, httpPort);
    }

    public void awaitBanner() {
        Await.until("the banner", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + ": " + err());
            }
            return out().contains("Ready; ");
        });
    }

    /** Waits for the end of the process and gives its exit code. */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit);
        }
        return process.exitValue();
    }

    /** SIGTERM; gives the exit code. */
    public int terminate(Duration limit) throws InterruptedException {
        process.destroy();
        return awaitExit(limit);
    }

    public String out() throws IOException {
        return Files.readString(out);
    }

    public String err() throws IOException {
        return Files.readString(err);
    }

    /** The lines of {@code HOME/logs/sluice.log}. */
    public List<String> log() throws IOException {
        Path file = home.resolve("logs/sluice.log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    public Path home() {
        return home;
    }

    public int rtspPort() {
        return rtspPort;
    }

    public int httpPort() {
        return httpPort;
    }

    public long pid() {
        return process.pid();
    }

    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
