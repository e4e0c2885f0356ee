/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Explanation;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamEvents;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import io.sluice.api.stream.Want;
import io.sluice.core.driver.DriverEntry;
import io.sluice.core.driver.DriverTable;
import io.sluice.core.lane.Journal.Level;
import io.sluice.core.lane.World;
import io.sluice.core.negotiation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All streams of the server: what {@link io.sluice.api.stream.StreamRegistry} does, on the lane. Lane only. */
public final class Streams {
    private final World world;
    private final DriverTable drivers;
    private final Map<StreamName, LiveStream> streams = new TreeMap<>();
    private final Orphans orphans = new Orphans();
    private final Neighbours neighbours;
    private boolean closed;

    public Streams(World world) {
        this.world = world;
        this.drivers = new DriverTable(world.lane());
        this.neighbours = new Neighbours(world.lane(), streams);
    }

    // ---------------------------------------------------------------- definitions

    /** Defines a stream or changes its definition. */
    public void define(StreamDefinition definition) throws StreamException {
        world.lane().assertHere();
        LiveStream stream = streams.get(definition.name());
        if (stream != null) {
            boolean adopted = stream.temporary();
            stream.temporary(false);
            if (!stream.definition().equals(definition)) {
                stream.redefine(definition);
                neighbours.defined(definition.name());
                tell(definition.name(), adopted ? "defined" : "changed");
            } else if (adopted) {
                tell(definition.name(), "defined");
            }
            return;
        }
        make(definition);
        neighbours.defined(definition.name());
    }

    private LiveStream make(StreamDefinition definition) throws StreamException {
        if (closed) {
            throw new StreamException(Reason.SHUTDOWN, "the server is stopping");
        }
        int most = world.tuning().get().maxStreams();
        if (streams.size() >= most) {
            throw new StreamException(Reason.LIMIT, "there are " + most + " streams already; see tuning.max_streams");
        }
        var fresh = new LiveStream(world, definition, drivers, neighbours, orphans);
        streams.put(definition.name(), fresh);
        tell(definition.name(), "defined");
        fresh.reconcile();
        return fresh;
    }

    /** Removes a stream; the task runs when everything of it is closed. */
    public boolean remove(StreamName name, Runnable done) {
        world.lane().assertHere();
        LiveStream stream = streams.remove(name);
        if (stream == null) {
            done.run();
            return false;
        }
        stream.close(Reason.REMOVED, name + " was removed", done);
        tell(name, "removed");
        return true;
    }

    private void tell(StreamName name, String what) {
        world.journal()
                .tell(
                        "stream." + what,
                        Level.INFO,
                        StreamEvents.DEFINITION,
                        Map.of(StreamEvents.NAME, name.toString(), StreamEvents.TEXT, what),
                        "stream " + name + " " + what);
    }

    // ---------------------------------------------------------------- viewers and publishers

    /** Joins a stream; the answer comes through the future. */
    public String join(
            StreamName name,
            Object owner,
            JoinRequest request,
            Consumer consumer,
            CompletableFuture<Subscription> answer)
            throws StreamException {
        LiveStream stream = find(name);
        int most = world.tuning().get().maxViewers();
        if (viewers() >= most) {
            throw new StreamException(Reason.LIMIT, "there are " + most + " viewers already; see tuning.max_viewers");
        }
        String id = neighbours.newId(request.protocol());
        stream.audience().join(id, owner, null, request, consumer, answer);
        return id;
    }

    /**
     * Makes room for a publisher where another one leaves or has to.
     *
     * @param then run when there is room
     * @return false: there is nothing to wait for
     */
    public boolean makeRoom(StreamName name, PublishRequest request, Runnable then) {
        world.lane().assertHere();
        LiveStream stream = streams.get(name);
        // As a message of its own: whatever else the end of the publication brings about is done by then.
        return stream != null && stream.makeRoom(request, () -> world.lane().execute(then));
    }

    public ProducerContext publish(StreamName name, PublishRequest request, Producer producer) throws StreamException {
        world.lane().assertHere();
        LiveStream known = streams.get(name);
        if (known == null && request.create()) {
            known = make(StreamDefinition.of(name, List.of()));
            known.temporary(true);
        }
        LiveStream stream = known == null ? find(name) : known;
        ProducerContext publication = stream.publish(request, producer);
        if (stream.temporary()) {
            // As a message of its own: whatever else the end of the publication brings about is done by then.
            stream.whenPublisherLeft(() -> world.lane().execute(() -> forget(stream)));
        }
        return publication;
    }

    /** A stream that was made for a publisher goes, unless it was defined or somebody publishes again. */
    private void forget(LiveStream stream) {
        if (streams.get(stream.name()) == stream && stream.temporary() && !stream.isPublished()) {
            streams.remove(stream.name());
            stream.close(Reason.ENDED, "the publisher of " + stream.name() + " left", () -> {});
            tell(stream.name(), "removed");
        }
    }

    /** What the devices behind a stream can play; the answer comes through the future. */
    public void talkable(StreamName name, CompletableFuture<List<Codec>> answer) throws StreamException {
        find(name).talks().talkable(answer);
    }

    /** Speaks to a stream's device; the answer comes through the future. */
    public void talk(
            StreamName name,
            Object owner,
            TalkRequest request,
            Consumer consumer,
            CompletableFuture<TalkSession> answer)
            throws StreamException {
        LiveStream stream = find(name);
        String id = neighbours.newId(request.protocol() + "-talk");
        stream.talks()
                .talk(new Talker(
                        id,
                        owner,
                        request,
                        consumer,
                        world.dispatch().mailbox(),
                        answer,
                        world.clock().wall()));
    }

    /**
     * Ends everything that a bundle holds, but for what it handed over.
     *
     * @return completes when none of its packagings runs any more
     */
    public CompletionStage<Void> release(Object owner) {
        var running = new ArrayList<CompletableFuture<Void>>();
        for (LiveStream stream : streams.values()) {
            running.add(stream.audience().released(owner).toCompletableFuture());
            Talker talker = stream.talks().current();
            if (talker != null && talker.owner == owner) {
                stream.talks().end(Reason.BUNDLE_STOPPED, "the bundle of the talker's protocol was stopped");
            }
            stream.reconcile();
        }
        running.add(neighbours.leaving().packagingsOf(owner).toCompletableFuture());
        return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    }

    /**
     * A bundle's next version goes on with the feeds that were handed over.
     *
     * @param predecessor whose they may be
     * @return completes when each of them goes on or has ended
     */
    public CompletionStage<Void> resume(Object owner, Predicate<Object> predecessor, Packaging.Successor successor) {
        return CompletableFuture.allOf(streams.values().stream()
                .map(stream ->
                        stream.feeds().resume(owner, predecessor, successor).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /**
     * Goes on with a subscription that was handed over. Any thread.
     *
     * @return null when there is none of that id
     */
    public @Nullable Subscription adopt(String id, Object owner, Consumer consumer) {
        JoinedSubscription orphan = orphans.take(id);
        if (orphan != null) {
            orphan.adopt(owner, consumer);
        }
        return orphan;
    }

    /** Ends a viewer or talker, whichever stream it watches; false when there is none of that id. */
    public boolean kick(String id) {
        for (LiveStream stream : streams.values()) {
            Viewer viewer = stream.audience().find(id);
            if (viewer != null) {
                stream.audience().end(viewer, Reason.KICKED, "ended by an administrator");
                stream.reconcile();
                return true;
            }
            Talker talker = stream.talks().speaker();
            if (talker != null && talker.id.equals(id)) {
                stream.talks().end(Reason.KICKED, "ended by an administrator");
                return true;
            }
        }
        return false;
    }

    /** Closes and opens anew one source, or all of them when the index is negative. */
    public void restart(StreamName name, int source) throws StreamException {
        LiveStream stream = find(name);
        if (source >= stream.legs().size()) {
            throw new StreamException(Reason.NOT_FOUND, name + " has no source " + source);
        }
        stream.restart(source, Reason.KICKED, "restarted by an administrator");
    }

    /** Asks all open sources of a stream for a key unit; the answer counts those that can. */
    public void requestKey(StreamName name, CompletableFuture<Integer> answer) throws StreamException {
        List<Producer> open = find(name).openProducers();
        world.dispatch().execute(() -> {
            int asked = 0;
            for (Producer producer : open) {
                try {
                    asked += producer.requestKey() ? 1 : 0;
                } catch (RuntimeException | LinkageError driversFault) {
                    answer.completeExceptionally(new StreamException(
                            Reason.DRIVER_FAILED, "the driver failed when it was asked for a key unit", driversFault));
                    return;
                }
            }
            answer.complete(asked);
        });
    }

    private int viewers() {
        int count = 0;
        for (LiveStream stream : streams.values()) {
            count += stream.audience().people();
        }
        return count;
    }

    // ---------------------------------------------------------------- drivers

    public DriverTable drivers() {
        return drivers;
    }

    /** A driver came, or its properties changed: streams that waited for it start. */
    public void driverCame(DriverEntry came) {
        DriverEntry entry = drivers.add(came);
        tellDriver(entry, "came", entry.label() + " serves " + entry.schemes());
        streams.values().forEach(stream -> stream.driverCame(entry));
    }

    /**
     * A driver goes: what it has open is closed, while its classes can still be loaded; the task runs when that is done
     * and no packaging runs any more with which it read.
     */
    public void driverGoes(long serviceId, Runnable done) {
        DriverEntry entry = drivers.remove(serviceId);
        if (entry == null) {
            done.run();
            return;
        }
        tellDriver(entry, "went", entry.label() + " went");
        // One more than the closes, so that those which end at once do not finish the count too early.
        int[] remaining = {1};
        Runnable one = () -> {
            if (--remaining[0] == 0) {
                neighbours.leaving().packagingsOf(entry).whenComplete((quiet, problem) -> done.run());
            }
        };
        remaining[0] += neighbours.leaving().driverGoes(entry, one);
        for (LiveStream stream : streams.values()) {
            remaining[0] += stream.driverGoes(entry, one);
        }
        one.run();
    }

    private void tellDriver(DriverEntry entry, String what, String message) {
        world.journal()
                .tell(
                        "driver." + what,
                        Level.INFO,
                        StreamEvents.DRIVER,
                        Map.of("driver", entry.label(), StreamEvents.TEXT, what),
                        message);
    }

    // ---------------------------------------------------------------- views

    public List<StreamInfo> describe() {
        var all = new ArrayList<StreamInfo>(streams.size());
        streams.values().forEach(stream -> all.add(Description.of(stream)));
        return all;
    }

    public StreamInfo describe(StreamName name) throws StreamException {
        return Description.of(find(name));
    }

    /** As {@link #describe()}, after drivers said what their programs do now; the answer comes through the future. */
    public void describe(CompletableFuture<List<StreamInfo>> answer) {
        ProgramQuestions.ask(world, streams.values(), () -> {
            List<StreamInfo> all = describe();
            world.dispatch().execute(() -> answer.complete(all));
        });
    }

    /** As {@link #describe(StreamName)}, after its drivers said what their programs do now. */
    public void describe(StreamName name, CompletableFuture<StreamInfo> answer) throws StreamException {
        LiveStream stream = find(name);
        ProgramQuestions.ask(world, List.of(stream), () -> {
            StreamInfo info = Description.of(stream);
            world.dispatch().execute(() -> answer.complete(info));
        });
    }

    public Explanation explain(StreamName name, List<Want> wants) throws StreamException {
        Outcome outcome = find(name).audience().explain(wants);
        return new Explanation(outcome.matches(), outcome.misses(), List.copyOf(outcome.steps()));
    }

    public List<DriverInfo> describeDrivers() {
        return drivers.describe();
    }

    private LiveStream find(StreamName name) throws StreamException {
        return neighbours.find(name);
    }

    // ---------------------------------------------------------------- care

    /** What is wrong with any stream; empty when nothing is. For tests after every command. */
    public List<String> violations() {
        var all = new ArrayList<String>();
        for (LiveStream stream : streams.values()) {
            for (String violation : Invariants.violations(stream)) {
                all.add(stream.name() + ": " + violation);
            }
        }
        return all;
    }

    /** Checks all streams; one that is inconsistent is told of and rebuilt, without touching another. */
    public void check() {
        for (LiveStream stream : streams.values()) {
            List<String> violations = Invariants.violations(stream);
            if (!violations.isEmpty()) {
                String text = String.join("; ", violations);
                world.journal()
                        .tell(
                                "stream.invariant",
                                Level.ERROR,
                                StreamEvents.INVARIANT,
                                Map.of(StreamEvents.NAME, stream.name().toString(), StreamEvents.TEXT, text),
                                "stream " + stream.name() + " is inconsistent and is rebuilt: " + text);
                stream.rebuild(text);
            }
        }
    }

    /** Closes everything; the task runs when all is closed or given up. */
    public void close(Runnable done) {
        closed = true;
        var all = List.copyOf(streams.values());
        streams.clear();
        int[] remaining = {all.size() + 1};
        Runnable one = () -> {
            if (--remaining[0] == 0) {
                done.run();
            }
        };
        all.forEach(LiveStream::stopAdmitting);
        all.forEach(stream -> stream.close(Reason.SHUTDOWN, "the server is stopping", one));
        one.run();
    }
}
