/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.sample;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Opens {@code sample:}. */
@Component(configurationPid = SampleConfig.PID, property = Driver.SCHEMES + "=sample")
@Designate(ocd = SampleConfig.class)
public final class SampleDriver implements Driver {
    private final SampleConfig config;
    private final int version;

    /** Returns at once: whatever takes time belongs into {@link #open}. */
    @Activate
    public SampleDriver(BundleContext context, SampleConfig config) {
        this.config = config;
        this.version = context.getBundle().getVersion().getMajor();
    }

    @Override
    public Opened open(Source source, ProducerContext context) {
        if (!source.location().equalsIgnoreCase("sample:")) {
            return refused("sample: takes no address, but the option #tone=HZ");
        }
        for (String option : source.optionKeys()) {
            if (!option.equals("tone")) {
                return refused("sample: has no option " + option + ", but #tone=HZ");
            }
        }
        String tone = source.option("tone");
        if (tone != null && !tone.matches("\\d{1,4}")) {
            return refused("tone is not a number of Hz");
        }
        int toneHz = tone == null ? config.tone_hz() : Integer.parseInt(tone);
        if (toneHz < 50 || toneHz > 3000) {
            return refused("tone must be from 50 to 3000 Hz");
        }
        // The bounds in SampleConfig are for the form; a file can hold anything.
        int picturesPerSecond = Math.max(1, Math.min(25, config.pictures_per_second()));
        return new Opened.Producing(new SampleProducer(toneHz, picturesPerSecond, version, context));
    }

    /** The source will be as wrong the next time: no retry. */
    private static Opened refused(String text) {
        return new Opened.Refused(Reason.INVALID, text, Opened.Retry.NO);
    }
}
