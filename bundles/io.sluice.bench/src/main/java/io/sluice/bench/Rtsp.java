/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import io.sluice.bench.Fanout.Progress;
import io.sluice.bench.Harness.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * RTSP whole: one stream to many readers over TCP and UDP beside the C program that does the least that is possible,
 * many cameras with one viewer each, clients that come by the thousand, and the same beside other servers.
 */
final class Rtsp {
    private static final double CPU_GOAL = 1.35;
    private static final double UDP_GOAL = 1.5;
    private static final double PEER_GOAL = 0.75;
    private static final double HEAP_GOAL_MB = 1.5;
    private static final double STORM_GOAL_MS = 50;
    /** So few need no time to get going. */
    private static final int FEW_CAMERAS = 4;

    private static final String CPU = "server.cpu_s_per_gb";
    private static final String P99 = "latency_ms.p99";

    private final RtspOptions options;
    private final Programs programs;
    private final Harness harness;
    private final Progress progress;
    private final List<Row> rows = new ArrayList<>();

    /** What was measured of one server, in all rounds. */
    private record Series(Subject subject, Medians medians) {
        Series(Subject subject) {
            this(subject, new Medians());
        }

        double cpu() {
            return medians.of("cpu");
        }

        double p99() {
            return medians.of("p99");
        }

        double lost() {
            return medians.sum("lost");
        }
    }

    Rtsp(RtspOptions options, Programs programs, Progress progress) throws IOException, InterruptedException {
        this.options = options;
        this.programs = programs;
        this.progress = progress;
        harness = new Harness(programs, options.source());
    }

    List<Row> run() throws IOException, InterruptedException {
        LimitProgram camera = new LimitProgram(programs, options.source(), Programs.HARNESS_CORE);
        Programs.Running toCamera = harness.publish(camera.url());
        if (options.runs("tcp") || options.runs("udp") || options.runs("connects") || options.runs("peers")) {
            oneStream(camera);
        }
        if (options.runs("cameras")) {
            cameras(camera);
        }
        if (options.runs("peers")) {
            camerasBesidePeers(camera);
        }
        toCamera.stop();
        camera.stop();
        return rows;
    }

    // ---------------------------------------------------------------- one stream, many readers

    private void oneStream(LimitProgram camera) throws IOException, InterruptedException {
        LimitProgram limit = new LimitProgram(programs, options.source());
        SluiceServer server =
                SluiceServer.start(programs, options.distribution(), programs.scratch.resolve("home"), camera.url());
        Programs.Running toLimit = harness.publish(limit.url());
        Programs.Running toServer = harness.publish(server.url());
        Pause.ms(2_500); // a group of pictures is there
        progress.step("warm-up");
        read(server, Math.max(20, options.seconds() * 20), "tcp");
        if (options.runs("tcp")) {
            for (int readers : options.readers()) {
                tcp(limit, server, readers);
            }
        }
        if (options.runs("udp")) {
            udp(limit, server);
        }
        if (options.runs("connects")) {
            connects(server);
        }
        if (options.runs("peers")) {
            streamBesidePeers(server, camera);
        }
        for (Programs.Running publisher : List.of(toLimit, toServer)) {
            publisher.stop();
        }
        limit.stop();
        server.stop();
    }

    private Figures read(Subject subject, int readers, String transport) throws IOException, InterruptedException {
        return harness.read(
                subject,
                subject.url(),
                readers,
                options.seconds(),
                "--transport",
                transport,
                "--warmup",
                Double.toString(options.warmup()));
    }

    private void tcp(LimitProgram limit, SluiceServer server, int readers) throws IOException, InterruptedException {
        Medians ofLimit = new Medians();
        Medians ofServer = new Medians();
        for (int pair = 1; pair <= options.pairs(); pair++) {
            progress.step(readers + " readers over TCP, pair " + pair + " of " + options.pairs());
            collect(ofLimit, read(limit, readers, "tcp"));
            collect(ofServer, read(server, readers, "tcp"));
        }
        String of = ", TCP, N=" + readers;
        rows.add(Row.ratioAtMost("CPU" + of, ofServer.of("cpu"), ofLimit.of("cpu"), "s/GB", CPU_GOAL));
        rows.add(Row.figure("latency p99" + of, ofServer.of("p99"), ofLimit.of("p99"), "ms"));
        rows.add(Row.mustBeAtMost("lost packets" + of, ofServer.sum("lost"), "", 0));
    }

    private void udp(LimitProgram segments, SluiceServer server) throws IOException, InterruptedException {
        LimitProgram single = new LimitProgram(programs, options.source(), Programs.SERVER_CORE, "packets");
        Programs.Running toSingle = harness.publish(single.url());
        Pause.ms(2_500);
        int readers = options.datagramReaders();
        if (options.pairs() > 1) {
            read(server, readers, "udp"); // until most is compiled
        }
        Series withSegments = new Series(segments);
        Series withoutSegments = new Series(single);
        Series ours = new Series(server);
        for (int pair = 1; pair <= options.pairs(); pair++) {
            progress.step(readers + " readers over UDP, round " + pair + " of " + options.pairs());
            for (Series series : List.of(withSegments, withoutSegments, ours)) {
                collect(series.medians(), read(series.subject(), readers, "udp"));
            }
        }
        toSingle.stop();
        single.stop();
        String with = ", UDP, N=" + readers;
        String segmented = with + " (C with GSO)";
        rows.add(Row.ratioAtMost("CPU" + segmented, ours.cpu(), withSegments.cpu(), "s/GB", UDP_GOAL));
        rows.add(Row.figure("CPU" + with + " (C without GSO)", ours.cpu(), withoutSegments.cpu(), "s/GB"));
        rows.add(Row.figure("latency p99" + segmented, ours.p99(), withSegments.p99(), "ms"));
        rows.add(Row.figure("lost packets" + segmented, ours.lost(), withSegments.lost(), ""));
    }

    private static void collect(Medians medians, Figures figures) {
        medians.add("cpu", figures.of(CPU));
        medians.add("p99", figures.of(P99));
        medians.add("lost", lost(figures));
    }

    private static double lost(Figures figures) {
        return figures.of("rtp.lost") + figures.of("failed") + figures.of("closed_early");
    }

    private void connects(SluiceServer server) throws IOException, InterruptedException {
        int viewers = Math.min(100, options.datagramReaders());
        int seconds = options.seconds() + 2;
        if (options.connects() >= 1_000) {
            new ConnectStorm(server.url()).run(options.connects() / 2, 2); // until most is compiled
        }
        progress.step(viewers + " viewers, nobody comes");
        Figures quiet = read(server, viewers, "tcp");
        progress.step(viewers + " viewers, " + options.connects() + " clients come each second");
        Harness.Begun readers = harness.begin(server, server.url(), viewers, options.seconds(), "--warmup", "2");
        Pause.ms(1_500);
        ConnectStorm.Result storm = new ConnectStorm(server.url()).run(options.connects(), seconds);
        Figures busy = readers.end(seconds + 90);
        double added = busy.of(P99) - quiet.of(P99);
        String while_ = " while " + options.connects() + " come each second";
        rows.add(new Row(
                "latency p99 of " + viewers + " viewers" + while_ + " (C: nobody)",
                busy.of(P99),
                quiet.of(P99),
                "ms",
                "≤ + " + Table.number(STORM_GOAL_MS),
                added <= STORM_GOAL_MS,
                false));
        rows.add(Row.figure("clients that were answered each second", storm.answeredPerSecond(), null, "/s"));
        rows.add(Row.figure("clients that were not answered", storm.failed(), null, ""));
        rows.add(Row.mustBeAtMost("packets that viewers lose" + while_, lost(busy), "", 0));
    }

    // ---------------------------------------------------------------- many cameras, one viewer each

    private static String cameraUrls(Subject subject, int cameras) {
        String server = subject.url().replaceFirst("/bench$", "/cam");
        return IntStream.range(0, cameras).mapToObj(i -> server + i).collect(Collectors.joining(","));
    }

    private Figures watch(Subject subject, int cameras) throws IOException, InterruptedException {
        return begin(subject, cameras).end(options.seconds() + 90);
    }

    private Harness.Begun begin(Subject subject, int cameras) throws IOException {
        return harness.begin(
                subject,
                cameraUrls(subject, cameras),
                cameras,
                options.seconds(),
                "--ramp-us",
                "5000",
                "--warmup",
                Double.toString(options.warmup() + (cameras > FEW_CAMERAS ? 2 : 0)));
    }

    private void cameras(LimitProgram camera) throws IOException, InterruptedException {
        int most = options.cameras().stream().mapToInt(Integer::intValue).max().orElse(1);
        SluiceServer server = SluiceServer.start(
                programs, options.distribution(), programs.scratch.resolve("home-cameras"), camera.url(), most);
        if (most > FEW_CAMERAS) {
            watch(server, Math.min(most, 16)); // until most is compiled
        }
        double idleMb = LiveHeap.mb(programs, server.pid());
        double idleRssMb = ProcessUse.of(server.pid()).rssMb();
        double lost = 0;
        for (int cameras : options.cameras()) {
            progress.step(cameras + " cameras with one viewer each");
            Harness.Begun viewers = begin(server, cameras);
            Pause.ms((long) ((options.warmup() + (cameras > FEW_CAMERAS ? 2 : 0)) * 1_000
                    + options.seconds() * 500L
                    + cameras * 5L));
            double rssMb = ProcessUse.of(server.pid()).rssMb();
            double heapMb = cameras == most ? LiveHeap.mb(programs, server.pid()) : 0;
            Figures figures = viewers.end(options.seconds() + 90);
            lost += lost(figures);
            String of = ", " + cameras + " cameras";
            rows.add(Row.figure("CPU" + of, figures.of(CPU), null, "s/GB"));
            rows.add(Row.figure("CPU for each camera" + of, percent(figures) / cameras, null, "% of a core"));
            if (cameras == most) {
                rows.add(Row.atMost("live heap for each camera" + of, (heapMb - idleMb) / cameras, "MB", HEAP_GOAL_MB));
                rows.add(Row.figure(
                        "growth of the process for each camera" + of, (rssMb - idleRssMb) / cameras, null, "MB"));
            }
        }
        rows.add(Row.mustBeAtMost("lost packets of cameras' viewers", lost, "", 0));
        server.stop();
    }

    private static double percent(Figures figures) {
        return figures.of(CPU) * figures.of("gb") / figures.of("seconds") * 100;
    }

    // ---------------------------------------------------------------- other servers

    private void streamBesidePeers(SluiceServer server, LimitProgram camera) throws IOException, InterruptedException {
        List<Peer> peers = Peer.start(programs, camera.url(), 0);
        List<Programs.Running> publishers = new ArrayList<>();
        for (Peer peer : peers) {
            publishers.add(harness.publish(peer.url()));
        }
        Pause.ms(2_500);
        List<Series> all = series(server, peers);
        for (int round = 1; round <= options.pairs(); round++) {
            for (Series series : all) {
                step(options.peersAt() + " readers", series, round);
                collect(series.medians(), read(series.subject(), options.peersAt(), "tcp"));
            }
        }
        for (Programs.Running publisher : publishers) {
            publisher.stop();
        }
        beside(all, ", TCP, N=" + options.peersAt());
        for (Peer peer : peers) {
            peer.stop();
        }
    }

    private void camerasBesidePeers(LimitProgram camera) throws IOException, InterruptedException {
        int cameras = options.peerCameras();
        SluiceServer server = SluiceServer.start(
                programs, options.distribution(), programs.scratch.resolve("home-peers"), camera.url(), cameras);
        List<Peer> peers = Peer.start(programs, camera.url(), cameras);
        watch(server, cameras); // until most is compiled
        List<Series> all = series(server, peers);
        for (int round = 1; round <= options.pairs(); round++) {
            for (Series series : all) {
                step(cameras + " cameras", series, round);
                collect(series.medians(), watch(series.subject(), cameras));
            }
        }
        beside(all, ", " + cameras + " cameras");
        for (Peer peer : peers) {
            peer.stop();
        }
        server.stop();
    }

    private static List<Series> series(SluiceServer server, List<Peer> peers) {
        List<Series> all = new ArrayList<>(List.of(new Series(server)));
        peers.forEach(peer -> all.add(new Series(peer)));
        return all;
    }

    private void step(String what, Series of, int round) {
        progress.step(what + " of " + of.subject().name() + ", round " + round + " of " + options.pairs());
    }

    /** Rows for each of the others, and the goal beside the better one; the first series is ours. */
    private void beside(List<Series> all, String what) {
        Series ours = all.get(0);
        List<Series> others = all.subList(1, all.size());
        double best = others.stream().mapToDouble(Series::cpu).min().orElse(Double.NaN);
        for (Series theirs : others) {
            String beside = what + " (C: " + theirs.subject().name() + ")";
            boolean met = ours.cpu() <= PEER_GOAL * best;
            String goal = "≤ " + PEER_GOAL + " ×";
            rows.add(
                    theirs.cpu() == best
                            ? new Row("CPU" + beside, ours.cpu(), best, "s/GB", goal, met, false)
                            : Row.figure("CPU" + beside, ours.cpu(), theirs.cpu(), "s/GB"));
            rows.add(Row.figure("latency p99" + beside, ours.p99(), theirs.p99(), "ms"));
            rows.add(Row.figure("lost packets" + beside, ours.lost(), theirs.lost(), ""));
        }
        if (others.isEmpty()) {
            progress.step("no other server found: neither on PATH nor by SLUICE_BENCH_GO2RTC, SLUICE_BENCH_MEDIAMTX");
        }
    }
}
