/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import io.sluice.bench.Fanout.Progress;
import io.sluice.bench.Harness.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the management costs: start with everything active, an idle server, the API while many watch, a driver from its
 * upload to its first picture.
 */
final class Managed {
    private static final double READY_GOAL_MS = 2_000;
    private static final double PICTURE_GOAL_MS = 1_000;
    private static final double IDLE_GOAL_MB = 120;
    private static final double IDLE_GOAL_PERCENT = 1;
    private static final int CONNECTIONS = 4;
    private static final long WAIT_MS = 30_000;

    private final ManagedOptions options;
    private final Programs programs;
    private final Progress progress;
    private final List<Row> rows = new ArrayList<>();

    Managed(ManagedOptions options, Programs programs, Progress progress) {
        this.options = options;
        this.programs = programs;
        this.progress = progress;
    }

    List<Row> run() throws IOException, InterruptedException {
        Path home = programs.scratch.resolve("home");
        starts(home);
        SluiceServer server = SluiceServer.start(programs, options.distribution(), home, "sample:");
        ApiLoad api = new ApiLoad(server.http(), home);
        idle(server, api);
        upload(server, api);
        underViewers(server, api);
        server.stop();
        return rows;
    }

    /** From the command to the first picture, to the banner and to the API's first answer, on all cores. */
    private void starts(Path home) throws IOException, InterruptedException {
        Medians medians = new Medians();
        for (int i = 0; i < options.starts() + 1; i++) {
            progress.step(i == 0 ? "first start" : "start " + i + " of " + options.starts());
            long beganNs = System.nanoTime();
            SluiceServer server =
                    new SluiceServer(programs, Programs.ANY_CORE, options.distribution(), home, "sample:");
            double pictureMs = (new PictureClient(server.port(), "demo").firstPicture(WAIT_MS) - beganNs) / 1e6;
            server.awaitReady();
            double readyMs = (System.nanoTime() - beganNs) / 1e6;
            ApiLoad api = new ApiLoad(server.http(), home);
            awaitAnswer(api);
            double apiMs = (System.nanoTime() - beganNs) / 1e6;
            server.stop();
            if (i == 0) { // makes the home and the framework's cache: told apart
                rows.add(Row.figure("first start to ready", readyMs, null, "ms"));
                continue;
            }
            medians.add("picture", pictureMs);
            medians.add("ready", readyMs);
            medians.add("api", apiMs);
        }
        rows.add(Row.atMost("start to first picture", medians.of("picture"), "ms", PICTURE_GOAL_MS));
        rows.add(Row.atMost("start to ready", medians.of("ready"), "ms", READY_GOAL_MS));
        rows.add(Row.figure("start to the API's first answer", medians.of("api"), null, "ms"));
    }

    private static void awaitAnswer(ApiLoad api) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + WAIT_MS * 1_000_000;
        while (!api.answers("/api/v1/streams")) {
            if (System.nanoTime() > deadlineNs) {
                throw new IOException("the API does not answer");
            }
            Pause.ms(10);
        }
    }

    private void idle(SluiceServer server, ApiLoad api) throws IOException, InterruptedException {
        progress.step("idle for " + options.idleSeconds() * 2 + " s");
        awaitAnswer(api);
        Pause.ms(options.idleSeconds() * 1_000L);
        ProcessUse before = ProcessUse.of(server.pid());
        Pause.ms(options.idleSeconds() * 1_000L);
        ProcessUse after = ProcessUse.of(server.pid());
        double percent = (after.cpuMs() - before.cpuMs()) / (options.idleSeconds() * 10.0);
        rows.add(Row.atMost("idle memory", after.rssMb(), "MB", IDLE_GOAL_MB));
        rows.add(Row.atMost("idle CPU", percent, "% of a core", IDLE_GOAL_PERCENT));
    }

    /** A stream waits for its driver; the driver is uploaded; somebody sees a picture. */
    private void upload(SluiceServer server, ApiLoad api) throws IOException, InterruptedException {
        progress.step("upload of a driver");
        long beganNs = System.nanoTime();
        api.install(options.driver());
        double installedMs = (System.nanoTime() - beganNs) / 1e6;
        double pictureMs = (new PictureClient(server.port(), "pulled").firstPicture(WAIT_MS) - beganNs) / 1e6;
        rows.add(Row.figure("upload of a driver to its installation", installedMs, null, "ms"));
        rows.add(Row.atMost("upload of a driver to its first picture", pictureMs, "ms", 2_000));
    }

    private void underViewers(SluiceServer server, ApiLoad api) throws IOException, InterruptedException {
        Harness harness = new Harness(programs, options.source());
        Programs.Running publisher = harness.publish(server.url());
        Pause.ms(2_500); // a group of pictures is there
        String url = server.url();
        api.get("/api/v1/streams", CONNECTIONS, options.seconds()); // until most is compiled
        ApiLoad.Result alone = api.get("/api/v1/streams", CONNECTIONS, options.seconds());
        progress.step(options.viewers() + " viewers without calls");
        Figures quiet = harness.read(server, url, options.viewers(), options.seconds());
        progress.step(options.viewers() + " viewers with calls");
        Harness.Begun readers = harness.begin(server, url, options.viewers(), options.seconds() + 2);
        Pause.ms(3_000);
        ApiLoad.Result watched = api.get("/api/v1/streams", CONNECTIONS, options.seconds());
        Figures busy = readers.end(options.seconds() + 90);
        publisher.stop();
        String of = ", " + options.viewers() + " viewers";
        rows.add(Row.figure("API calls each second, nobody watches", alone.callsPerSecond(), null, "/s"));
        rows.add(Row.figure("API p99, nobody watches", alone.p99Ms(), null, "ms"));
        rows.add(Row.figure("API calls each second" + of, watched.callsPerSecond(), null, "/s"));
        rows.add(Row.figure("API p50" + of, watched.p50Ms(), null, "ms"));
        rows.add(Row.figure("API p99" + of, watched.p99Ms(), null, "ms"));
        rows.add(Row.mustBeAtMost("API calls that failed", alone.failed() + watched.failed(), "", 0));
        rows.add(Row.figure(
                "viewers' latency p99 under calls (C: without calls)",
                busy.of("latency_ms.p99"),
                quiet.of("latency_ms.p99"),
                "ms"));
        rows.add(Row.mustBeAtMost(
                "packets that viewers lose under calls",
                busy.of("rtp.lost") + busy.of("failed") + busy.of("closed_early"),
                "",
                0));
    }
}
