/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import io.sluice.bench.Harness.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One 3.55 Mbit/s stream to many RTSP readers: the server beside the C program that does the least that is possible,
 * alternating, on one core each; then joins, stalled readers, cold streams, an update of the driver, the start.
 */
final class Fanout {
    private static final double CPU_GOAL = 1.35;
    private static final double LATENCY_GOAL = 1.5;

    private final FanoutOptions options;
    private final Programs programs;
    private final Harness harness;
    private final Progress progress;
    private final List<Row> rows = new ArrayList<>();

    /** Tells people what is going on. */
    interface Progress {
        void step(String text);
    }

    Fanout(FanoutOptions options, Programs programs, Progress progress) throws IOException, InterruptedException {
        this.options = options;
        this.programs = programs;
        this.progress = progress;
        harness = new Harness(programs, options.source());
    }

    List<Row> run() throws IOException, InterruptedException {
        LimitProgram limit = new LimitProgram(programs, options.source());
        Programs.Running toLimit = harness.publish(limit.url());
        Path distribution = withDeployedDriver();
        Path home = programs.scratch.resolve("home");
        deploy(home);
        SluiceServer server = SluiceServer.start(programs, distribution, home, limit.url());
        Programs.Running toServer = harness.publish(server.url());
        Pause.ms(2_500); // a group of pictures is there
        if (runs("fanout")) {
            warmUp(server);
            fanout(limit, server);
        }
        if (runs("join")) {
            joins(limit, server);
        }
        if (runs("stall")) {
            stalled(server);
        }
        if (runs("cold")) {
            cold(server);
        }
        if (runs("update")) {
            update(server, home);
        }
        toServer.stop();
        server.stop();
        if (runs("start")) {
            starts(distribution, home, limit.url());
        }
        toLimit.stop();
        limit.stop();
        return rows;
    }

    private boolean runs(String part) {
        return options.parts().contains(part);
    }

    /** Until most is compiled. What the first thousand viewers of a server cost in memory shows only now. */
    private void warmUp(SluiceServer server) throws IOException, InterruptedException {
        int most = options.readers().stream().mapToInt(Integer::intValue).max().orElse(1);
        progress.step("warm-up");
        harness.read(server, server.url(), Math.min(most, 100), options.seconds());
        double heapBeforeMb = LiveHeap.mb(programs, server.pid());
        Harness.Begun readers = harness.begin(server, server.url(), most, options.seconds() * 2);
        Pause.ms(3_000 + options.seconds() * 1_000L);
        double heapMb = LiveHeap.mb(programs, server.pid()) - heapBeforeMb;
        Figures figures = readers.end(options.seconds() * 2 + 90);
        if (most >= 1000) {
            double growthMb = figures.of("server.rss_mb") - figures.of("server.rss_before_mb");
            rows.add(Row.atMost("memory for 1000 viewers, live heap", heapMb * 1000 / most, "MB", 10));
            rows.add(Row.figure(
                    "growth of the process with its first 1000 viewers", growthMb * 1000 / most, null, "MB"));
        }
    }

    private void fanout(LimitProgram limit, SluiceServer server) throws IOException, InterruptedException {
        double perGbOfMost = 0;
        double perGbOfLeast = 0;
        for (int readers : options.readers()) {
            Medians ofLimit = new Medians();
            Medians ofServer = new Medians();
            for (int pair = 1; pair <= options.pairs(); pair++) {
                progress.step(readers + " readers, pair " + pair + " of " + options.pairs());
                collect(ofLimit, harness.read(limit, limit.url(), readers, options.seconds()));
                collect(ofServer, harness.read(server, server.url(), readers, options.seconds()));
            }
            String of = " N=" + readers;
            rows.add(Row.ratioAtMost("CPU" + of, ofServer.of("cpu"), ofLimit.of("cpu"), "s/GB", CPU_GOAL));
            rows.add(Row.figure("latency p50" + of, ofServer.of("p50"), ofLimit.of("p50"), "ms"));
            rows.add(Row.ratioAtMost("latency p99" + of, ofServer.of("p99"), ofLimit.of("p99"), "ms", LATENCY_GOAL));
            rows.add(Row.mustBeAtMost("writes for each unit and reader" + of, ofServer.of("writes"), "", 2));
            rows.add(Row.mustBeAtMost("lost packets" + of, ofServer.sum("lost"), "", 0));
            rows.add(Row.figure("memory" + of, ofServer.of("rss"), ofLimit.of("rss"), "MB"));
            perGbOfLeast = perGbOfLeast == 0 ? ofServer.of("cpu") / ofLimit.of("cpu") : perGbOfLeast;
            perGbOfMost = ofServer.of("cpu") / ofLimit.of("cpu");
        }
        if (options.readers().size() > 1) {
            rows.add(Row.atMost("CPU ratio, most to least readers", perGbOfMost / perGbOfLeast, "", 1.15));
        }
    }

    private static void collect(Medians medians, Figures figures) {
        medians.add("cpu", figures.of("server.cpu_s_per_gb"));
        medians.add("p50", figures.of("latency_ms.p50"));
        medians.add("p99", figures.of("latency_ms.p99"));
        medians.add("writes", figures.of("server.writes_per_reader_frame"));
        medians.add("rss", figures.of("server.rss_mb"));
        medians.add(
                "lost",
                figures.of("rtp.lost")
                        + figures.of("rtp.sei_frames_lost")
                        + figures.of("failed")
                        + figures.of("closed_early"));
    }

    private void joins(LimitProgram limit, SluiceServer server) throws IOException, InterruptedException {
        Medians ofLimit = new Medians();
        Medians ofServer = new Medians();
        for (int i = 0; i < options.pairs(); i++) {
            progress.step(options.joins() + " joins at 2000/s, " + (i + 1) + " of " + options.pairs());
            collectJoins(ofLimit, limit);
            collectJoins(ofServer, server);
        }
        rows.add(Row.figure("first byte after PLAY p50, warm", ofServer.of("p50"), ofLimit.of("p50"), "ms"));
        rows.add(new Row(
                "first byte after PLAY p99, warm",
                ofServer.of("p99"),
                ofLimit.of("p99"),
                "ms",
                "≤ 30",
                ofServer.of("p99") <= 30,
                false));
        rows.add(Row.figure("first byte after connect p99, warm", ofServer.of("connect"), ofLimit.of("connect"), "ms"));
        rows.add(Row.mustBeAtMost("joins that do not begin with a key picture", ofServer.sum("notKey"), "", 0));
    }

    private void collectJoins(Medians medians, Subject subject) throws IOException, InterruptedException {
        Figures figures = harness.read(subject, subject.url(), options.joins(), 1, "--ramp-us", "500", "--warmup", "0");
        medians.add("p50", figures.of("first_byte_from_play_ms.p50"));
        medians.add("p99", figures.of("first_byte_from_play_ms.p99"));
        medians.add("connect", figures.of("first_byte_from_connect_ms.p99"));
        medians.add("notKey", figures.of("rtp.joins_not_starting_with_key"));
    }

    private void stalled(SluiceServer server) throws IOException, InterruptedException {
        int all = options.stalled() * 3;
        progress.step(options.stalled() + " of " + all + " readers stop reading");
        Harness.Begun allRead = harness.begin(server, server.url(), all - options.stalled(), options.seconds());
        Pause.ms(options.seconds() * 800L);
        long beforeKb = KernelMemory.tcpKb();
        Figures healthy = allRead.end(options.seconds() + 90);
        Harness.Begun someRead = harness.begin(
                server, server.url(), all, options.seconds(), "--stall", Integer.toString(options.stalled()));
        Pause.ms(options.seconds() * 800L);
        double stalledKb = KernelMemory.tcpKb() - beforeKb;
        Figures some = someRead.end(options.seconds() + 90);
        rows.add(Row.figure("kernel memory for each stalled reader", stalledKb / options.stalled(), null, "kB"));
        rows.add(Row.figure(
                "latency p99 of the others while " + options.stalled() + " stall (C: while none does)",
                some.of("latency_ms.p99"),
                healthy.of("latency_ms.p99"),
                "ms"));
        rows.add(Row.mustBeAtMost("packets the others lose", some.of("rtp.lost"), "", 0));
    }

    private void cold(SluiceServer server) throws IOException, InterruptedException {
        Medians medians = new Medians();
        for (int i = 0; i < options.pairs() + 2; i++) {
            progress.step("cold join " + (i + 1));
            long beganNs = System.nanoTime();
            long pictureNs = new PictureClient(server.port(), "pulled").firstPicture(20_000);
            medians.add("ms", (pictureNs - beganNs) / 1e6);
            Pause.ms(1_000); // it is idle again, there is no linger
        }
        rows.add(Row.figure("first picture, cold, with its camera's answer", medians.of("ms"), null, "ms"));
    }

    /** A copy of the distribution whose RTSP driver is where an operator would put one: so it can be updated. */
    private Path withDeployedDriver() throws IOException, InterruptedException {
        if (!runs("update")) {
            return options.distribution();
        }
        Path copy = programs.scratch.resolve("distribution");
        programs.run(
                Programs.HARNESS_CORE,
                "cp",
                List.of("cp", "-a", options.distribution().toString(), copy.toString()),
                60);
        Files.delete(driver(copy));
        return copy;
    }

    private static Path driver(Path distribution) throws IOException {
        try (var files = Files.walk(distribution.resolve("system"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("io.sluice.driver.rtsp-"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the distribution has no RTSP driver"));
        }
    }

    private void deploy(Path home) throws IOException {
        if (!runs("update")) {
            return;
        }
        Path deployed = Files.createDirectories(home.resolve("deploy")).resolve("driver.jar");
        Path arriving = Files.copy(
                driver(options.distribution()), home.resolve("arriving.jar"), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(arriving, FileTime.fromMillis(System.currentTimeMillis()));
        Files.move(arriving, deployed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void update(SluiceServer server, Path home) throws IOException, InterruptedException {
        progress.step("the driver is updated under " + options.updated() + " readers");
        int seconds = 8;
        Harness.Begun readers =
                harness.begin(server, server.url("pulled"), options.updated(), seconds, "--warmup", "3");
        Pause.ms(TimeUnit.SECONDS.toMillis(6) + options.updated());
        deploy(home);
        Figures figures = readers.end(seconds + 60);
        rows.add(Row.figure(
                "longest gap while the driver is updated",
                figures.of("worst_frame_gap_per_reader_ms.max"),
                null,
                "ms"));
        rows.add(Row.mustBeAtMost(
                "readers closed by the update", figures.of("closed_early") + figures.of("failed"), "", 0));
    }

    private void starts(Path distribution, Path home, String camera) throws IOException, InterruptedException {
        Medians medians = new Medians();
        for (int i = 0; i < options.starts(); i++) {
            progress.step("start " + (i + 1) + " of " + options.starts());
            long beganNs = System.nanoTime();
            SluiceServer server = new SluiceServer(programs, Programs.ANY_CORE, distribution, home, camera);
            medians.add("ms", (new PictureClient(server.port(), "demo").firstPicture(30_000) - beganNs) / 1e6);
            server.stop();
        }
        rows.add(Row.atMost(
                "start of the process to the first picture of demo, all cores", medians.of("ms"), "ms", 1_500));
    }
}
