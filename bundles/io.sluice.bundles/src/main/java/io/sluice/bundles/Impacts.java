/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import io.sluice.api.bundle.Impact;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Says what a change touches, from the wiring, from a table, and from the streams that run now. Any thread. */
final class Impacts {
    private static final long STREAMS_MS = 2_000;
    private static final int NAMED = 5;

    private final Swap swap;
    private final Shipped shipped;
    private final List<StreamInfo> streams;

    private Impacts(Swap swap, Shipped shipped, List<StreamInfo> streams) {
        this.swap = swap;
        this.shipped = shipped;
        this.streams = streams;
    }

    /** Looks at the streams once. */
    static Impacts now(Swap swap, Shipped shipped, @Nullable StreamRegistry registry) {
        return new Impacts(swap, shipped, registry == null ? List.of() : streams(registry));
    }

    private static List<StreamInfo> streams(StreamRegistry registry) {
        try {
            return registry.streams().toCompletableFuture().get(STREAMS_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            return List.of(); // core is just being replaced: nobody watches
        }
    }

    Impact of(Bundle bundle) {
        return of(bundle.getSymbolicName(), swap.closure(Set.of(bundle)));
    }

    /** @param closure the bundles that restart with it */
    Impact of(String symbolicName, Collection<Bundle> closure) {
        Set<String> names = new TreeSet<>();
        names.add(symbolicName);
        for (Bundle bundle : closure) {
            names.add(bundle.getSymbolicName());
        }
        return new Impact(List.copyOf(names), text(symbolicName, names));
    }

    private String text(String symbolicName, Set<String> names) {
        Set<String> used = streamsOf(symbolicName);
        if (!used.isEmpty()) {
            return "The sources of " + named(used) + " are opened again; their viewers stay connected and see the"
                    + " picture again from the next key unit.";
        }
        if (symbolicName.startsWith("io.sluice.driver.")) {
            return "No stream uses it now.";
        }
        boolean known = shipped.item(symbolicName) != null;
        if (known || names.size() > 1) {
            String own = known ? ImpactTexts.row(symbolicName).text() : "Bundles that use it restart with it.";
            return known || names.size() == 1 ? own : own + " " + worst(names, symbolicName);
        }
        return "No stream uses it now, and nothing else restarts.";
    }

    /** What the heaviest of those that restart with it means. */
    private static String worst(Set<String> names, String self) {
        return ImpactTexts.ROWS.stream()
                .filter(row -> names.stream().anyMatch(name -> !name.equals(self) && row.covers(name)))
                .findFirst()
                .map(ImpactTexts.Row::text)
                .orElse("");
    }

    private Set<String> streamsOf(String symbolicName) {
        Set<String> used = new TreeSet<>();
        for (StreamInfo stream : streams) {
            for (StreamInfo.SourceInfo source : stream.sources()) {
                if (source.driver().startsWith(symbolicName + " ")) {
                    used.add(stream.name().toString());
                }
            }
        }
        return used;
    }

    private static String named(Set<String> names) {
        List<String> first = names.stream().limit(NAMED).toList();
        int more = names.size() - first.size();
        return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
    }
}
