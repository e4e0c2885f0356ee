/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code ./sluice bench NAME}: the source tree first, then the name and its options. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        String name = arguments.length < 2 ? "" : arguments[1];
        if (!List.of("fanout", "rtsp", "managed", "programs").contains(name)) {
            System.err.println("usage: ./sluice bench " + FanoutOptions.USAGE + "\n       ./sluice bench "
                    + RtspOptions.USAGE + "\n       ./sluice bench " + ManagedOptions.USAGE + "\n       ./sluice bench "
                    + ProgramsOptions.USAGE);
            System.exit(64);
        }
        Path source = Path.of(arguments[0]).toAbsolutePath();
        List<String> rest = Arrays.asList(arguments).subList(2, arguments.length);
        int code;
        try {
            code = switch (name) {
                case "fanout" -> fanout(FanoutOptions.parse(source, rest));
                case "rtsp" -> rtsp(RtspOptions.parse(source, rest));
                case "programs" -> programs(ProgramsOptions.parse(source, rest));
                default -> managed(ManagedOptions.parse(source, rest));
            };
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 64;
        } catch (IOException e) {
            System.err.println("sluice bench: " + e.getMessage());
            code = 70;
        }
        System.exit(code);
    }

    private static int fanout(FanoutOptions options) throws IOException, InterruptedException {
        return measure(
                options.distribution(),
                options.json(),
                (programs, progress) -> new Fanout(options, programs, progress).run());
    }

    private static int rtsp(RtspOptions options) throws IOException, InterruptedException {
        return measure(
                options.distribution(),
                options.json(),
                (programs, progress) -> new Rtsp(options, programs, progress).run());
    }

    private static int managed(ManagedOptions options) throws IOException, InterruptedException {
        return measure(
                options.distribution(),
                options.json(),
                (programs, progress) -> new Managed(options, programs, progress).run());
    }

    private static int programs(ProgramsOptions options) throws IOException, InterruptedException {
        return measure(
                options.distribution(),
                options.json(),
                (programs, progress) -> new Supervision(options, programs, progress).run());
    }

    private interface Measurement {
        List<Row> rows(Programs programs, Fanout.Progress progress) throws IOException, InterruptedException;
    }

    /** @return 1 when something that must always hold does not */
    private static int measure(Path distribution, Path json, Measurement measurement)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(distribution.resolve("sluice"))) {
            throw new IOException("nothing is built yet at " + distribution + "; ./sluice run builds it");
        }
        String machine = machine();
        Instant began = Instant.now();
        System.out.println(machine);
        List<Row> rows;
        try (Programs programs = new Programs()) {
            rows = measurement.rows(programs, step -> System.out.println("  " + step));
        }
        System.out.println();
        System.out.print(Table.text(rows));
        Files.createDirectories(json.toAbsolutePath().getParent());
        Files.writeString(json, Table.json(rows, machine));
        System.out.printf(
                "%d s; also in %s%n", Duration.between(began, Instant.now()).toSeconds(), json);
        return rows.stream().anyMatch(row -> row.gate() && Boolean.FALSE.equals(row.met())) ? 1 : 0;
    }

    private static String machine() throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        return String.format(
                Locale.ROOT,
                "%d cores, load %s, Java %s; server on core %d, readers on core %d",
                Runtime.getRuntime().availableProcessors(),
                load,
                System.getProperty("java.version"),
                Programs.SERVER_CORE,
                Programs.HARNESS_CORE);
    }
}
