/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import io.sluice.bench.Fanout.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What programs as sources cost: how long it takes to end them, what many starts and stops leave, how much later than
 * from ffmpeg alone the first picture comes, and what we use beside what ffmpeg uses.
 */
final class Supervision {
    private static final double POLITE_GOAL_MS = 40;
    private static final double WORST_GOAL_MS = 1_100;
    private static final double JOIN_GOAL_MS = 150;
    private static final String JARS = ".*/(io\\.sluice\\.driver\\.exec|io\\.sluice\\.api|jna|slf4j-api)-[^/]*\\.jar";
    private static final ProcessTree NO_PROGRAM = new ProcessTree(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);
    private static final int AT_ONCE = 8;
    private static final long WAIT_MS = 30_000;
    /** Longer than a minute: so long the JDK keeps the threads that reap processes. */
    private static final long SETTLE_MS = 90_000;

    private final ProgramsOptions options;
    private final Programs programs;
    private final Progress progress;
    private final List<Row> rows = new ArrayList<>();

    Supervision(ProgramsOptions options, Programs programs, Progress progress) {
        this.options = options;
        this.programs = programs;
        this.progress = progress;
    }

    List<Row> run() throws IOException, InterruptedException {
        if (options.runs("stops")) {
            stops();
        }
        if (options.parts().equals(List.of("stops"))) {
            return rows;
        }
        SluiceServer camera = SluiceServer.start(
                programs, Programs.HARNESS_CORE, options.distribution(), programs.scratch.resolve("camera"), "");
        Programs.Running publisher = publish(camera.url());
        SluiceServer server = SluiceServer.start(
                programs,
                Programs.ANY_CORE, // with its programs, as ffmpeg alone has all cores, too
                options.distribution(),
                programs.scratch.resolve("home"),
                streams(camera.url()));
        new PictureClient(camera.port(), "bench").firstPicture(WAIT_MS);
        cycle(server, 2 * AT_ONCE); // until most is compiled
        if (options.runs("cycles")) {
            cycles(server);
        }
        if (options.runs("joins")) {
            joins(server, camera.url());
        }
        if (options.runs("use")) {
            progress.step(options.legs() + " copied legs for " + options.warm() + " s and longer");
            settle(server, NO_PROGRAM);
            rows.addAll(new LegUse(options, programs, server).run());
        }
        server.stop();
        publisher.stop();
        camera.stop();
        return rows;
    }

    // ---------------------------------------------------------------- the supervisor alone

    private void stops() throws IOException, InterruptedException {
        Path source = options.source();
        Path hostile = programs.scratch.resolve("hostile");
        String test = "bundles/io.sluice.lib.process/src/test/resources/io/sluice/lib/process/hostile.c";
        String said = programs.run(
                Programs.ANY_CORE,
                "cc",
                List.of(
                        "cc",
                        "-O1",
                        "-o",
                        hostile.toString(),
                        source.resolve(test).toString()),
                60);
        String path = jars();
        Path classes = Files.createDirectories(programs.scratch.resolve("stops"));
        Path tool = source.resolve("bundles/io.sluice.bench/tools/StopTimes.java");
        said += programs.run(
                Programs.ANY_CORE,
                "javac",
                List.of(Harness.jdk("javac"), "-cp", path, "-d", classes.toString(), tool.toString()),
                120);
        if (!Files.exists(classes.resolve("StopTimes.class")) || !Files.isExecutable(hostile)) {
            throw new IOException("the tools do not compile: " + said);
        }
        double abandoned = 0;
        for (String kind : options.kinds()) {
            progress.step(options.stops() + " stops: " + kind);
            boolean polite = ProgramsOptions.POLITE.contains(kind);
            List<String> command = List.of(
                    Harness.jdk("java"),
                    "-cp",
                    classes + ":" + path,
                    "StopTimes",
                    programs.scratch.resolve("supervised").toString(),
                    hostile.toString(),
                    Integer.toString(options.stops()),
                    polite ? "1" : Integer.toString(AT_ONCE),
                    kind);
            String output = programs.run(Programs.ANY_CORE, "stops", command, 60 + options.stops() * 5L);
            String[] figures = output.lines()
                    .filter(line -> line.startsWith(kind + "\t"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no figures: " + output))
                    .split("\t");
            abandoned += figures[4].contains("ABANDONED") ? 1 : 0;
            String name = "stop, " + kind.replace('+', ' ') + " " + figures[4];
            rows.add(Row.figure(name + ", p50", Double.parseDouble(figures[1]), null, "ms"));
            double goal = polite ? POLITE_GOAL_MS : WORST_GOAL_MS;
            rows.add(Row.atMost(name + ", p99", Double.parseDouble(figures[2]), "ms", goal));
            rows.add(Row.figure(name + ", max", Double.parseDouble(figures[3]), null, "ms"));
        }
        rows.add(Row.mustBeAtMost("kinds of programs that were given up", abandoned, "", 0));
    }

    /** What the supervisor needs, as the distribution has it. */
    private String jars() throws IOException {
        try (Stream<Path> files = Files.walk(options.distribution().toRealPath())) {
            return files.map(Path::toString).filter(file -> file.matches(JARS)).collect(Collectors.joining(":"));
        }
    }

    // ---------------------------------------------------------------- through the drivers

    /** A picture of 4 Mbit/s, 30 a second, a key picture every two seconds, made once and sent again and again. */
    private Programs.Running publish(String url) throws IOException, InterruptedException {
        Path clip = programs.scratch.resolve("clip.ts");
        String make = BareProgram.FFMPEG + " -nostdin -v error -f lavfi -i testsrc2=size=1280x720:rate=30 -t 4"
                + " -vf noise=alls=20:allf=t -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -g 60"
                + " -bf 0 -b:v 4M -minrate 4M -maxrate 4M -bufsize 2M -f mpegts " + clip;
        String said = programs.run(Programs.ANY_CORE, "clip", List.of(make.split(" ")), 120);
        if (!Files.exists(clip)) {
            throw new IOException("ffmpeg makes no clip: " + said);
        }
        String send = BareProgram.FFMPEG + " -nostdin -v error -re -stream_loop -1 -i " + clip
                + " -c copy -max_delay 1 -rtsp_transport tcp -f rtsp " + url;
        return programs.start(Programs.HARNESS_CORE, "publisher", Map.of(), List.of(send.split(" ")));
    }

    private String streams(String camera) {
        StringBuilder yaml = new StringBuilder("exec: { allow_paths: [ " + BareProgram.FFMPEG + " ] }\nstreams:\n");
        for (int i = 0; i < Math.max(AT_ONCE, options.legs()); i++) {
            yaml.append("  copied%d: \"ffmpeg:%s#video=copy\"%n".formatted(i, camera));
            yaml.append("  program%d: \"exec:%s -nostdin -v error -rtsp_transport tcp -i %s -c copy -f mpegts -\"%n"
                    .formatted(i, BareProgram.FFMPEG, camera));
        }
        return yaml.append("  coded: \"ffmpeg:%s#video=h264\"%n".formatted(camera))
                .toString();
    }

    /** Somebody comes, sees a picture and goes, so often, through both drivers, on some streams at once. */
    private int cycle(SluiceServer server, int count) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int stream = i;
                all.add(threads.submit(() -> cycle(server, stream, count / AT_ONCE)));
            }
            int failed = 0;
            for (Future<Integer> one : all) {
                failed += one.get();
            }
            return failed;
        } catch (ExecutionException e) {
            throw new IOException("a cycle failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int cycle(SluiceServer server, int stream, int count) {
        int failed = 0;
        for (int i = 0; i < count; i++) {
            String name = (i % 2 == 0 ? "copied" : "program") + stream;
            try {
                new PictureClient(server.port(), name).firstPicture(WAIT_MS);
            } catch (IOException e) {
                failed++;
            }
        }
        return failed;
    }

    private void cycles(SluiceServer server) throws IOException, InterruptedException {
        settle(server, NO_PROGRAM);
        ProcessTree before = ProcessTree.of(server.pid());
        int count = (options.cycles() + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
        progress.step(count + " starts and stops through the drivers");
        int failed = cycle(server, count);
        ProcessTree after = settle(server, before);
        String name = " after " + count + " starts and stops (C: before)";
        rows.add(Row.figure("threads" + name, after.threads(), (double) before.threads(), ""));
        rows.add(Row.figure("descriptors" + name, after.descriptors(), (double) before.descriptors(), ""));
        rows.add(Row.mustBeAtMost("programs left" + name.replace(" (C: before)", ""), after.programs(), "", 0));
        rows.add(Row.mustBeAtMost("starts without a picture", failed, "", 0));
    }

    private static ProcessTree settle(SluiceServer server, ProcessTree before) throws IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MS);
        ProcessTree now = ProcessTree.of(server.pid());
        while (!now.within(before) && System.nanoTime() < deadlineNs) {
            Pause.ms(100);
            now = ProcessTree.of(server.pid());
        }
        return now;
    }

    private void joins(SluiceServer server, String camera) throws IOException, InterruptedException {
        BareProgram bare = new BareProgram(options.source());
        for (String video : List.of("copy", "h264")) {
            progress.step(options.joins() + " joins: " + video);
            Medians medians = new Medians();
            for (int i = 0; i <= options.joins(); i++) {
                double bareMs = bare.firstPictureMs(camera, video);
                settle(server, NO_PROGRAM);
                long beganNs = System.nanoTime();
                PictureClient client = new PictureClient(server.port(), video.equals("copy") ? "copied0" : "coded");
                double oursMs = (client.firstPicture(WAIT_MS) - beganNs) / 1e6;
                if (i > 0 || options.joins() == 1) { // the first warms up
                    medians.add("bare", bareMs);
                    medians.add("ours", oursMs);
                }
            }
            String name = "join to first picture, " + (video.equals("copy") ? "copied" : "transcoded");
            double ours = medians.of("ours");
            rows.add(Row.figure(name + " (C: ffmpeg alone)", ours, medians.of("bare"), "ms"));
            rows.add(Row.atMost(name + ", more than ffmpeg alone", ours - medians.of("bare"), "ms", JOIN_GOAL_MS));
        }
    }
}
