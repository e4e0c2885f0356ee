// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0
//
// StopTimes.java - how long the distribution's own supervisor takes to end programs, from the order to the last process.
// Usage: java -cp CLASSES:driver.jar:api.jar:jna.jar:slf4j.jar StopTimes DIRECTORY HOSTILE STOPS AT_ONCE KIND...
// A KIND is words of hostile.c joined by '+', or ffmpeg; "blocked" has its output taken by nobody, "unread" has its
// input written until it is full. A line for each: KIND TAB p50 TAB p99 TAB max TAB how it ended (milliseconds).
// A script in Java that only the benchmark starts: the style checks of the bundles do not apply to it.
import io.sluice.lib.process.*;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.LockSupport;

public class StopTimes {
    static final Set<String> SILENT = Set.of("mute", "flood-errors", "stopped", "close-output");
    static Path hostile;
    static final CountDownLatch NEVER = new CountDownLatch(1);

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        hostile = Path.of(arguments[1]);
        int stops = Integer.parseInt(arguments[2]);
        int atOnce = Integer.parseInt(arguments[3]);
        try (Programs programs = new Programs("bench", directory, Limits.DEFAULT)) {
            series(programs, "polite", 20, atOnce); // until most is compiled
            for (int i = 4; i < arguments.length; i++) {
                List<Exit> exits = series(programs, arguments[i], stops, atOnce);
                long[] took = exits.stream().mapToLong(Exit::tookMs).sorted().toArray();
                Map<Exit.How, Integer> how = new TreeMap<>();
                exits.forEach(exit -> how.merge(exit.how(), 1, Integer::sum));
                System.out.printf("%s\t%d\t%d\t%d\t%s%n", arguments[i], took[took.length / 2],
                        took[Math.min(took.length - 1, (int) Math.ceil(took.length * 0.99) - 1)], took[took.length - 1], how);
            }
        }
        System.exit(0); // sinks that block for ever
    }

    static List<Exit> series(Programs programs, String kind, int stops, int atOnce) throws Exception {
        List<Exit> exits = new ArrayList<>();
        while (exits.size() < stops) {
            List<Program> started = new ArrayList<>();
            for (int i = 0; i < Math.min(atOnce, stops - exits.size()); i++) started.add(start(programs, kind));
            List<CompletableFuture<Exit>> ends = new ArrayList<>();
            for (Program program : started) ends.add(program.stop("the benchmark").toCompletableFuture());
            for (CompletableFuture<Exit> end : ends) exits.add(end.get(30, TimeUnit.SECONDS));
        }
        return exits;
    }

    /** It runs and has done its worst when this returns. */
    static Program start(Programs programs, String kind) throws Exception {
        List<String> words = new ArrayList<>(List.of(kind.split("\\+")));
        boolean blocked = words.remove("blocked"), unread = words.remove("unread");
        List<String> argv = new ArrayList<>();
        if (words.remove("ffmpeg")) {
            argv.addAll(List.of("/usr/bin/ffmpeg", "-nostdin", "-v", "warning", "-re", "-f", "lavfi", "-i",
                    "sine=frequency=440:sample_rate=48000", "-c:a", "libopus", "-flush_packets", "1", "-f", "ogg", "pipe:1"));
            if (blocked) argv.remove("-re"); // so that the pipe is full soon
        } else {
            argv.add(hostile.toString());
            argv.addAll(words);
        }
        CountDownLatch first = new CountDownLatch(1);
        OutputSink sink = (ByteBuffer data) -> {
            first.countDown();
            if (blocked) {
                try {
                    NEVER.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        ProgramSpec spec = ProgramSpec.of(kind, argv).output(sink);
        Program program = programs.start(unread ? spec.withInput() : spec);
        if (unread) fill(program);
        if (words.stream().noneMatch(SILENT::contains) && !first.await(20, TimeUnit.SECONDS)) throw new IOException(kind + " wrote nothing");
        if (words.stream().anyMatch(SILENT::contains) || blocked) LockSupport.parkNanos(150_000_000);
        return program;
    }

    static void fill(Program program) {
        Thread writer = new Thread(() -> {
            try {
                ByteBuffer junk = ByteBuffer.allocate(65536);
                while (true) program.input().write(junk.clear());
            } catch (IOException closed) {
                // As it should.
            }
        });
        writer.setDaemon(true);
        writer.start();
    }
}
