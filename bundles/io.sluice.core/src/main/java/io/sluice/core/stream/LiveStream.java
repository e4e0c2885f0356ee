/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverTable;
import io.sluice.core.lane.Tuning;
import io.sluice.core.lane.World;
import io.sluice.core.media.StreamMedia;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream: it brings together what its viewers need and what its sources do. Whatever happens, the same function
 * puts things right: {@link #reconcile()}. Lane only.
 */
final class LiveStream {
    /** How long a source may take to name all its tracks after it was opened. */
    private static final Duration TRACKS_GRACE = Duration.ofSeconds(2);

    /**
     * A round starts what the last one found missing; a chain cannot be longer than there are sources, which are few.
     */
    private static final int MAX_ROUNDS = 32;

    private final World world;
    private final StreamName name;
    private final DriverTable drivers;
    private final Neighbours neighbours;
    private final Orphans orphans;
    private final StreamMedia media;
    private final Slots slots;
    private final FeedTable feeds;
    private final Audience audience;
    private final Talks talks;
    private final Chronicle chronicle;
    private final Health health;
    private final List<Leg> legs = new ArrayList<>();

    private StreamDefinition definition;
    private boolean removed;
    /** Made for a publisher, not defined. */
    private boolean temporary;

    private boolean reconciling;

    LiveStream(World world, StreamDefinition definition, DriverTable drivers, Neighbours neighbours, Orphans orphans) {
        this.world = world;
        this.name = definition.name();
        this.drivers = drivers;
        this.neighbours = neighbours;
        this.orphans = orphans;
        this.definition = definition;
        media = new StreamMedia(name, world.mediaThreads().assign(name), world.clock());
        slots = new Slots(media);
        feeds = new FeedTable(this, media);
        audience = new Audience(this);
        talks = new Talks(this);
        chronicle = new Chronicle(this);
        health = new Health(this);
        addLegs(definition, new ArrayList<>());
    }

    /** Builds the legs of a definition; those among the old ones that serve the same source are taken over. */
    private void addLegs(StreamDefinition from, List<Leg> old) {
        var wanted = new ArrayList<@Nullable Source>(from.sources());
        if (wanted.isEmpty()) {
            wanted.add(null);
        }
        for (Source source : wanted) {
            Leg same = old.stream()
                    .filter(leg -> Objects.equals(leg.source(), source))
                    .findFirst()
                    .orElse(null);
            old.remove(same);
            Leg leg = same == null ? new Leg(this, legs.size(), source) : same;
            leg.index(legs.size());
            legs.add(leg);
        }
    }

    /**
     * Puts things right after anything changed: negotiates for viewers whose offers changed, starts the sources that
     * are needed and lets go of those that are not, admits or refuses those who wait to join, and tells what state the
     * stream is in now.
     */
    void reconcile() {
        world.lane().assertHere();
        if (reconciling) {
            return; // A source that fails at once asks for it from within; the loop below sees the change.
        }
        neighbours.settle(this::putRight);
    }

    private void putRight() {
        reconciling = true;
        try {
            int rounds = 0;
            long version;
            do {
                version = slots.version();
                audience.negotiate();
                for (Leg leg : legs) {
                    if (audience.needs(leg)) {
                        leg.demand().need();
                    } else {
                        leg.demand().unneed();
                    }
                }
            } while (slots.version() != version && ++rounds < MAX_ROUNDS);
        } finally {
            reconciling = false;
        }
        audience.settle();
        chronicle.note();
        health.watch();
    }

    /** Changes the definition. Sources that stay the same, in the same place, go on undisturbed. */
    void redefine(StreamDefinition changed) {
        definition = changed;
        List<Leg> old = new ArrayList<>(legs);
        legs.clear();
        addLegs(changed, old);
        old.forEach(leg -> leg.retire(Reason.REMOVED, "the definition of " + name + " changed", () -> {}));
        slots.changed();
        audience.preload(changed.preload());
        reconcile();
    }

    /**
     * Closes the stream for good, in the documented order (docs/architecture.md, Close order): nobody is admitted any
     * more, consumers are detached, sources that read from this server end, then the others, then the feeds. Nothing is
     * waited for beyond its own deadline.
     */
    void close(Reason reason, String text, Runnable closed) {
        new CloseOrder(this, reason, text, closed).run();
    }

    /** Nobody is admitted any more. */
    void stopAdmitting() {
        removed = true;
        health.end();
    }

    void releaseMedia() {
        feeds.endAll(Reason.REMOVED);
        media.close();
    }

    // ---------------------------------------------------------------- publishing

    /**
     * Makes room for a publisher: one that is leaving is waited for, and where the definition lets the next one take
     * the place of the last, the last has to leave.
     *
     * @param then run once the place is free
     * @return false: there is nothing to wait for
     */
    boolean makeRoom(PublishRequest request, Runnable then) {
        Leg leg = legs.get(0);
        boolean leaving = leg.phase() == LegFacts.Phase.CLOSING;
        if (removed || leg.source() != null || !leaving && !(definition.takeover() && isPublished())) {
            return false;
        }
        leg.whenClosed(then);
        leg.takeOver(request.protocol() + " " + request.remote() + " publishes now");
        return true;
    }

    /** Lets a publisher in, or says why not. */
    ProducerContext publish(PublishRequest request, Producer producer) throws StreamException {
        Leg leg = legs.get(0);
        if (leg.source() != null) {
            throw new StreamException(Reason.FORBIDDEN, name + " has sources of its own; nobody can publish to it");
        }
        if (isPublished()) {
            throw new StreamException(Reason.BUSY, leg.label() + " publishes to " + name + " already");
        }
        Generation generation = leg.publish(producer, request.protocol() + " " + request.remote());
        openedSource(leg);
        reconcile();
        return generation;
    }

    /** Runs the task once, when what was published last is closed. */
    void whenPublisherLeft(Runnable task) {
        legs.get(0).whenClosed(task);
    }

    boolean isPublished() {
        LegFacts.Phase phase = legs.get(0).phase();
        return phase == Leg.Phase.OPEN || phase == Leg.Phase.CLOSING;
    }

    boolean temporary() {
        return temporary;
    }

    void temporary(boolean made) {
        temporary = made;
    }

    // ---------------------------------------------------------------- what legs tell

    Generation generation(Leg leg, long number) {
        Duration time = SourceTimes.open(leg.source, tuning());
        return new Generation(leg, media.generation(number), world.dispatch().mailbox(), time);
    }

    /** A source is open: it has a moment to name its tracks. */
    void openedSource(Leg leg) {
        Generation generation = leg.current();
        slots.changed();
        audience.touched(leg);
        neighbours.opened(this);
        world.lane().after(TRACKS_GRACE, () -> {
            if (generation != null) {
                leg.reports().tracksComplete(generation);
            }
        });
    }

    /** @param news false: the same was told before */
    void failedSource(Leg leg, Failure failure, boolean news) {
        slots.changed();
        if (news) {
            chronicle.failed(leg, failure);
        }
    }

    void closeFailed(Leg leg, String note) {
        chronicle.closeFailed(leg, note);
    }

    /** Something about a source changed that negotiation looks at. */
    void touched(Leg leg) {
        slots.changed();
        audience.touched(leg);
        chronicle.note(leg);
    }

    void feedFailed(FeedTable.Entry entry, Reason reason, String text) {
        audience.feedFailed(entry, reason, text);
        reconcile();
    }

    void driverCame(DriverEntry entry) {
        legs.forEach(leg -> leg.attempts().driverCame(entry));
        reconcile();
    }

    /**
     * Closes what the driver has open here; says how many closes are under way, each of which runs the task at its end.
     */
    int driverGoes(DriverEntry entry, Runnable done) {
        int closing = 0;
        for (Leg leg : legs) {
            if (leg.driverGoes(entry, done)) {
                closing++;
            }
        }
        reconcile();
        return closing;
    }

    // ---------------------------------------------------------------- health

    /** What viewers that have joined want and do not get, for people; empty when nothing is missing. */
    String missing() {
        String missed = audience.missing();
        return missed.isEmpty() ? health.muted() : missed;
    }

    /** A defect was found: everything of this stream begins anew, nothing else is touched. */
    void rebuild(String violation) {
        audience.endAll(Reason.FAILED, "the stream had to be rebuilt: " + violation);
        feeds.endAll(Reason.FAILED);
        restart(-1, Reason.FAILED, "rebuilt: " + violation);
    }

    /** Closes and opens anew the source of that index, all of them when it is negative. */
    void restart(int index, Reason reason, String text) {
        for (Leg leg : List.copyOf(legs)) {
            if (index < 0 || leg.index() == index) {
                leg.restart(reason, text);
            }
        }
        reconcile();
    }

    List<Producer> openProducers() {
        return legs.stream().map(leg -> leg.producer).filter(Objects::nonNull).toList();
    }

    // ---------------------------------------------------------------- what others may know

    World world() {
        return world;
    }

    Tuning tuning() {
        return world.tuning().get();
    }

    StreamMedia media() {
        return media;
    }

    StreamName name() {
        return name;
    }

    StreamDefinition definition() {
        return definition;
    }

    DriverTable drivers() {
        return drivers;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    Orphans orphans() {
        return orphans;
    }

    Slots slots() {
        return slots;
    }

    FeedTable feeds() {
        return feeds;
    }

    Audience audience() {
        return audience;
    }

    Talks talks() {
        return talks;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    List<Leg> legs() {
        return legs;
    }

    boolean removed() {
        return removed;
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
