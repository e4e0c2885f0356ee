/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code tools/LoadReaders.java} as a program of its own: publisher and readers. */
final class Harness {
    private final Programs programs;
    private final Path classes;
    private int runs;

    Harness(Programs programs, Path source) throws IOException, InterruptedException {
        this.programs = programs;
        classes = Files.createDirectories(programs.scratch.resolve("harness"));
        Path tool = source.resolve("bundles/io.sluice.bench/tools/LoadReaders.java");
        String complaint = programs.run(
                Programs.HARNESS_CORE, "javac", List.of(jdk("javac"), "-d", classes.toString(), tool.toString()), 120);
        if (!Files.exists(classes.resolve("LoadReaders.class"))) {
            throw new IOException("the harness does not compile: " + complaint);
        }
    }

    /** A program of the JDK that runs this. */
    static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(jdk("java"), "-Xmx1g", "-XX:+UseSerialGC", "-cp", classes.toString(), "LoadReaders"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The test stream, 3.55 Mbit/s, from now on. */
    Programs.Running publish(String url) throws IOException {
        return programs.start(Programs.HARNESS_CORE, "publisher", Map.of(), command("--publish", url));
    }

    /** One run of readers. */
    Figures read(Subject subject, String url, int readers, int seconds, String... more)
            throws IOException, InterruptedException {
        return begin(subject, url, readers, seconds, more).end(seconds + 90);
    }

    /** The same, while the caller does something else. */
    Begun begin(Subject subject, String url, int readers, int seconds, String... more) throws IOException {
        Path json = programs.scratch.resolve("readers-" + ++runs + ".json");
        List<String> command = command(
                "--url",
                url,
                "--readers",
                Integer.toString(readers),
                "--duration",
                Integer.toString(seconds),
                "--pid",
                Long.toString(subject.pid()),
                "--json",
                json.toString());
        command.addAll(List.of(more));
        return new Begun(programs.start(Programs.HARNESS_CORE, "readers", Map.of(), command), json, readers);
    }

    /** A run that goes on. */
    record Begun(Programs.Running program, Path json, int readers) {
        Figures end(long withinS) throws IOException, InterruptedException {
            if (!program.process().waitFor(withinS, java.util.concurrent.TimeUnit.SECONDS)) {
                program.stop();
            }
            if (!Files.exists(json)) {
                throw new IOException("the readers wrote no figures: " + program.output());
            }
            String text = Files.readString(json);
            Figures figures = new Figures(FlatJson.parse(text));
            if (figures.of("playing") + figures.of("closed_early") < 1) {
                throw new IOException("not one of " + readers + " readers played: " + text);
            }
            return figures;
        }
    }

    /** What the harness measured, by path. */
    record Figures(Map<String, Double> values) {
        double of(String path) {
            Double value = values.get(path);
            if (value == null) {
                throw new IllegalStateException("the harness gave no " + path);
            }
            return value;
        }
    }
}
