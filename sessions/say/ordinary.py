"""Words that head a line and name nobody: `Fastest: ...`, `Entry floor: ...`, `Waiting: ...`.

A provider may be called by any word, so none of these is forbidden inside a name: `Fast Lane AI` is
one, as long as a word of it stands in no list. What providers of the trade are called by is in
none: fireworks, together, lambda, base, prime, deep, modal, cloud, labs, infra.
"""

from __future__ import annotations

import functools

from sessions.say.tokens import spaced

# Each with its endings: fast, faster, fastest; wait, waits, waiting, waited; price, pricing.
_STEMS = spaced(
    # how something is
    "absolute actual advance aggressive alternative amazing annual approximate average bad bare"
    " best better big blend bottom brief bright broad budget busy careful cautious cheap clean"
    " clear close cold common complete conservative correct crazy current daily dear decent"
    " dense different direct discount double dry early easy economy effective entire equal"
    " estimate even exact excellent expensive express extra extreme fair fast final fine firm"
    " fix flat free frequent fresh full fun general gentle global good great gross hard heavy"
    " high honest hot huge ideal idle important indicative individual initial instant internal"
    " key large last late lean least light likely limit little live local long loose loud low"
    " lower luxury main major mean mid middle mild minor mixed modest monthly narrow native near"
    " neat net new nice nightly nominal normal noteworthy odd off official offline old online"
    " open optimal optimistic optional ordinary original other overall own paid partial past"
    " peak perfect pessimistic plain poor popular possible potential practical precise premium"
    " present pretty previous private proper proposed public pure quick quiet rare raw ready"
    " real realistic rear reasonable recent recommended regular relative reliable remote rich"
    " right robust rough safe same sensible serious sharp short similar simple single skinny"
    " slim slow small smart smooth soft solid solo sparse special specific stable static steady"
    " steep straight strict strong sub subtle super sure sustained sweet tall temporary"
    " theoretical thick thin tight tiny top tough true typical ugly ultimate uncached unlimited"
    " upper usual various warm weak weekly wet wide wild wise worse worst wrong yearly young"
    # what one does
    " accept act add afford agree allow answer appear apply arrive ask assume attach avoid back"
    " beat become begin bench benchmark bid bill block book boost boot bring build burn buy"
    " calculate call cap carry catch change charge check choose claim come commit compare"
    " consider consume contact continue cool copy cost count cover crunch cut decide decline"
    " decode deliver demand deploy describe do draw drive drop earn eat emit end enjoy enter"
    " expect explain extend fail fall feel fill find finish fit flow focus follow generate get"
    " give go grow guess handle happen hear help hide hit hold hope host include increase jump"
    " keep kick kill know land lead learn leave lend let like list listen load lock log look"
    " lose love make manage mark match matter measure meet mention mind miss monitor move need"
    " negotiate note notice observe offer order owe pack park pass pay pick pin place plan play"
    " point post preempt prefill preload prepare press print process produce promise prompt"
    " propose prove pull push put queue quote raise reach read reason receive reckon record"
    " reduce refuse release remain remember remove rent repeat reply report request require"
    " reserve respond rest retry return reuse review ride rise roll run sample save say schedule"
    " search see sell send serve set settle share ship shop show shut sign sit size skip sleep"
    " slice slide speak spend spin split stall stand start state stay step stop store stream"
    " stress study submit suggest sum supply support swap switch take talk tell test thank think"
    " throttle tick tie total touch track trade train transfer treat trim trust try tune turn"
    " type understand update upgrade use vary verify wait wake walk want warn waste watch wonder"
    " work worry write"
    # what it is of
    " ability acceptance access accident account addition address advantage afternoon agent"
    " aggregate aim amount analysis api app arrangement arrival article asset assumption"
    " attention audience autumn availability backup balance ballpark bandwidth bang bargain"
    " barrier base baseline basis batch behavior behaviour benefit billing body bonus bottleneck"
    " bound bracket buck bucket bundle burst business buyer cache calendar campaign capacity car"
    " card case cash category caveat ceiling cent chance channel chart chat chip choice class"
    " client clock cluster code collateral column comfort comment committed community company"
    " comparison completion component concern concurrency condition config confirmation"
    " consequence context contract control conversation coverage credit criteria crowd currency"
    " curve customer date day deal decision default definition degree delay density deployment"
    " depth design desk developer device difference dimension disclaimer discussion disk"
    " distance document dollar downside downtime draft driver duration edge edit effect"
    " efficiency effort email embedding endpoint engine enterprise entry envelope environment"
    " error evening event evidence example exception excerpt expectation expense experience"
    " explanation export extract fact factor failure fallback family favorite feature fee"
    " feedback field figure file finance first flag fleet floor folk footnote forecast form"
    " format formula fraction framework friday front function future gain gap gist goal gotcha"
    " gpu grade graph group guarantee guidance guide guideline half hardware head headline"
    " headroom hint history hobby hobbyist holiday horizon hour hourly house human idea impact"
    " impression improvement incident income index indicator info information input insight"
    " instance interactivity interest interval interview invoice issue item job journey judgment"
    " kernel kind label lane language latency layer layout legend length level license life line"
    " link location logic loss lot lunch machine magnitude maintenance management manager margin"
    " market math maths max maximum meaning measurement mechanic median medium meeting member"
    " memory menu message method metric midnight milestone min minimum minute mix mode model"
    " moment monday money month morning name nature news night noon norm notation notification"
    " number object objection objective occasion offpeak onboarding one operation opinion"
    " opportunity option outcome outlook output outside overage overhead overview package page"
    " pair panel paper paragraph parameter part partner pattern payment penalty people percent"
    " percentile performance period person perspective phase phone phrase picture piece pilot"
    " pipeline platform plus pool position power practice precision prefix premise presentation"
    " price principle priority pro problem procedure procurement product production profile"
    " profit program progress project proof prop property proposal proposition provider"
    " punchline purchase purpose quality quantity quarter question quota range rank rate ratio"
    " reader reality recap recommendation reference reflection region registration rejection"
    " relation reliability reminder rental replica research researcher reservation resource"
    " response result retail retention revenue reward rig risk road role room round row rule"
    " runner rush sale sanity saturday savings scenario scope score second section sector"
    " segment sentence sequence series server service session setting setup shape sheet side"
    " signal site situation sketch sla slot snapshot source space spec speculation speed sponsor"
    " spot spread stage standard startup statement station statistic status sticker story"
    " strategy street student style subject subscription success summary summer sunday supplier"
    " surface surprise survey symbol table tag takeaway target task team tech technique term"
    " territory text thing thought threshold throughput thursday ticket tier time timeline tip"
    " title today token tone tool topic trace traffic trail transaction transcript treatment"
    " trend trial trick trouble truth tuesday turnaround twist unit usage user utilisation"
    " utilization validation value variable variant variation vendor verdict version video view"
    " visit voice volume wall warning way weather web wednesday week weekday weekend weight"
    " window winner winter word workload world wrap year yield zone"
    # what a figure is called
    " addon anyhow anyway arr billing capex cdn cpu crm eod eom eow eta faq gst hbm ipo itl kpi kv"
    " mbu mfu moe mrr msrp nb opex oss poc ps qps ram roi rpd rpm rps rrp saas sales seed slo tax"
    " fully grand limitless taxes tco tpd tpm tpot tts ttft ttl vat vram"
    # small words
    " a about above after again all almost already also although always among an and another any"
    " anyone anything around as at away because before below beside besides beyond both but by"
    " can could each either else especially etc ever every everybody everything except few for"
    " from fwiw he hence her here hers him his how however i if iirc imo in indeed inside"
    " instead into it its just less many maybe me meanwhile might mine more moreover most much"
    " must my neither never next no nobody none nor not nothing now of often on once only or"
    " otherwise our ours out over per perhaps please quite rather really several shall she"
    " should since so some somebody someone something sometimes somewhat somewhere soon still"
    " such than that the their them then there therefore these they this those though thus till"
    " to too toward under unless until up upon us very via was we well were what whatever when"
    " where whether which while who whole whose why will with within without would yes yesterday"
    " yet you your yours zero"
    # what it is asked for, and how it comes
    " interactive noninteractive realtime background overnight async asynchronous synchronous sync"
    " streaming rag reason coding summarization summarisation translation classification agentic"
    " assistant copilot bulk adhoc saturated quantize nonstreaming"
    # numbers
    " dozen eight five four fourth hundred million nine seven six third thousand three two"
)
_ENDINGS = ("s", "es", "er", "est", "ed", "ing", "ly", "ally", "ish", "ment", "'s")


@functools.lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word, in lower case, is an ordinary one, with or without an ending."""
    if word in _STEMS:
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        # price, pricing; hot, hottest; busy, busiest.
        doubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
        if not {stem, f"{stem}e", doubled, f"{stem.removesuffix('i')}y"}.isdisjoint(_STEMS):
            return True
    return False
