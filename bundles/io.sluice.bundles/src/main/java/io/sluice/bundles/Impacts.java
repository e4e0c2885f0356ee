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
    private final List<StreamInfo> streams;

    private Impacts(Swap swap, List<StreamInfo> streams) {
        this.swap = swap;
        this.streams = streams;
    }

    /** Looks at the streams once. */
    static Impacts now(Swap swap, @Nullable StreamRegistry registry) {
        return new Impacts(swap, registry == null ? List.of() : streams(registry));
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
        ImpactTexts.Row row = ImpactTexts.heaviest(swap.framework(symbolicName) ? Set.of(symbolicName) : names);
        Set<String> used = streamsOf(symbolicName);
        if (!used.isEmpty()
                && (row.bundles().equals(ImpactTexts.DRIVERS) || row.bundles().equals(ImpactTexts.REST))) {
            return "The sources of " + named(used) + " are opened again; their viewers stay connected and see the"
                    + " picture again from the next key unit.";
        }
        return row.bundles().equals(ImpactTexts.DRIVERS) ? "No stream uses it now." : row.text();
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
