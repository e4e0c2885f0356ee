/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.toy;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A driver that behaves as its bundle's {@code toy.properties} say; they also name its scheme. */
@Component(properties = "toy.properties")
public final class ToyDriver implements Driver {
    private final Behaviour behaviour;
    private final int version;

    @Activate
    public ToyDriver(BundleContext context, Map<String, Object> properties) {
        version = context.getBundle().getVersion().getMajor();
        behaviour = Behaviour.of(properties.get("behaviour"));
        if (behaviour == Behaviour.BLOCK_IN_ACTIVATE) {
            Blocking.untilReleased();
        }
    }

    @Override
    public Opened open(Source source, ProducerContext context) throws Exception {
        switch (behaviour) {
            case THROW_EXCEPTION -> throw new Exception("the toy is broken");
            case THROW_ERROR -> throw new AssertionError("the toy is very broken");
            case BLOCK_IN_OPEN -> Blocking.untilReleased();
            case REDIRECT_FOR_EVER -> {
                return new Opened.Redirect(source);
            }
            case REDIRECT_TO_EXEC -> {
                return new Opened.Redirect(Source.of("exec:touch /tmp/sluice-itest-owned"));
            }
            case RETURN_NULL -> {
                return null;
            }
            default -> {}
        }
        return new Opened.Producing(new ToyProducer(behaviour, version, context));
    }
}
