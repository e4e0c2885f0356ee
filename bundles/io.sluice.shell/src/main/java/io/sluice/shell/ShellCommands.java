/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.shell;

import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the shell says of streams and drivers. Answers are plain text; Gogo prints what a command returns. */
@Component(
        service = ShellCommands.class,
        property = {
            "osgi.command.scope=sluice",
            "osgi.command.function=streams",
            "osgi.command.function=stream",
            "osgi.command.function=drivers"
        })
public final class ShellCommands {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StreamRegistry registry;
    private final Duration patience;

    @Activate
    public ShellCommands(@Reference StreamRegistry registry) {
        this(registry, PATIENCE);
    }

    ShellCommands(StreamRegistry registry, Duration patience) {
        this.registry = registry;
        this.patience = patience;
    }

    /** {@code sluice:streams}: one line for each stream. */
    public String streams() {
        return answer(registry.streams(), streams -> {
            if (streams.isEmpty()) {
                return "no streams";
            }
            var table = new Table("NAME", "STATE", "REASON", "SOURCES", "VIEWERS", "TRACKS");
            for (StreamInfo stream : streams) {
                String tracks = String.join(
                        ", ",
                        stream.tracks().stream().map(t -> t.codec().toString()).toList());
                table.row(
                        stream.name(),
                        stream.state(),
                        stream.reason() == Reason.NONE ? "" : stream.reason(),
                        stream.sources().size(),
                        stream.consumers().size(),
                        tracks);
            }
            return table.toString();
        });
    }

    /** {@code sluice:stream NAME}: everything of one stream. */
    public String stream(String name) {
        StreamName known;
        try {
            known = StreamName.of(name);
        } catch (IllegalArgumentException wrong) {
            return Table.clean(String.valueOf(wrong.getMessage()));
        }
        return answer(registry.stream(known), stream -> StreamText.of(stream, Instant.now()));
    }

    /** {@code sluice:drivers}: one line for each driver. */
    public String drivers() {
        return answer(registry.drivers(), drivers -> {
            if (drivers.isEmpty()) {
                return "no drivers";
            }
            var table = new Table("SCHEMES", "BUNDLE", "STATE", "OPEN", "ABANDONED", "WHY");
            for (DriverInfo driver : drivers) {
                table.row(
                        String.join(", ", driver.schemes()),
                        driver.bundle(),
                        driver.state(),
                        driver.producers(),
                        driver.abandoned(),
                        driver.text());
            }
            return table.toString();
        });
    }

    private <T> String answer(CompletionStage<T> asked, Function<T, String> told) {
        try {
            return told.apply(asked.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return "no answer within " + StreamText.time(patience) + "; see the log";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            String text = cause == null ? "" : String.valueOf(cause.getMessage());
            return Table.clean(
                    cause instanceof StreamException known ? known.reason() + ": " + text : "failed: " + text);
        }
    }
}
