"""What people in the demo practise, and how they speak of it."""

from dataclasses import dataclass

CATEGORIES: dict[str, tuple[str, str]] = {
    "breath-and-meditation": ("Breath & meditation", "Ways to slow down and to wake up."),
    "yoga-and-movement": ("Yoga & movement", "For bodies of every age and shape."),
    "bodywork": ("Bodywork", "Hands that listen to tired shoulders."),
    "nutrition": ("Nutrition", "Eating that fits a real week."),
    "coaching": ("Coaching", "A clear head and one next step."),
    "therapy": ("Therapy & counselling", "Somebody to talk to, in confidence."),
    "sleep": ("Sleep", "From lying awake to sleeping through."),
    "sound-and-energy": ("Sound & energy", "Bowls, gongs, and quiet hands."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service that somebody of a craft may sell. Prices are in whole dollars."""

    title: str
    summary: str
    description: str
    learn: tuple[str, ...]
    included: tuple[str, ...]
    minutes: int
    price: tuple[int, int]
    policy: str = "moderate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Craft:
    """A modality, with the words of those who practise it."""

    slug: str
    name: str
    category: str
    scene: str
    about: str
    titles: tuple[str, ...]
    specializations: tuple[str, ...]
    summaries: tuple[str, ...]
    story: str
    approach: str
    school: str
    offers: tuple[Offer, ...]


CRAFTS: tuple[Craft, ...] = (
    Craft(
        slug="breathwork",
        name="Breathwork",
        category="breath-and-meditation",
        scene="bands",
        about="Slow and guided breathing that settles the nervous system.",
        titles=("Breathwork facilitator", "Breath coach"),
        specializations=("stress", "sleep", "panic", "focus", "asthma"),
        summaries=(
            "Slow, guided breathing for people whose thoughts run faster than they would like.",
            "Breath sessions that leave you lighter. No incense needed, just a quiet corner.",
        ),
        story="I came to breathing the way many do: late, and because nothing else had helped. A "
        "teacher asked me to breathe out for longer than in, for five minutes, every day. After "
        "two weeks I slept through the night.",
        approach="We begin with how you breathe now, without changing anything. Then we try two or "
        "three simple patterns and keep the one your body likes. You leave with something you can "
        "do on a train.",
        school="Institute for Breath and Body",
        offers=(
            Offer(
                title="Breathwork for better sleep",
                summary="An hour of slow breathing that teaches your body how to let the day go.",
                description="A gentle session for evenings. We lie down, lengthen the breath out, "
                "and practise a short routine that you repeat before bed.",
                learn=("A ten-minute routine for bedtime", "What to do at three in the morning"),
                included=("A recording of the routine", "A message after the first week"),
                minutes=60,
                price=(65, 95),
            ),
            Offer(
                title="First breath: an introduction",
                summary="Forty-five minutes to find out whether breathwork is for you.",
                description="We look at how you breathe, try three patterns, and talk about what "
                "you noticed. Nothing intense, nothing mystical.",
                learn=("How stress shows in your breath", "One pattern for calm, one for energy"),
                included=("A one-page summary",),
                minutes=45,
                price=(40, 60),
                policy="flexible",
            ),
            Offer(
                title="Deep connected breathing",
                summary="A longer, stronger session for people who know the basics.",
                description="Ninety minutes with time to arrive, an hour of connected breathing to "
                "music, and a slow landing. We speak beforehand about your health.",
                learn=("How to steer a strong session", "How to come back gently"),
                included=("A call beforehand", "Notes on what came up"),
                minutes=90,
                price=(110, 150),
                policy="strict",
            ),
        ),
    ),
    Craft(
        slug="meditation",
        name="Meditation",
        category="breath-and-meditation",
        scene="ripples",
        about="Training attention, kindly, a few minutes at a time.",
        titles=("Meditation teacher", "Mindfulness teacher"),
        specializations=("stress", "anxiety", "focus", "grief", "chronic pain"),
        summaries=(
            "Meditation for busy and sceptical people, ten minutes at a time.",
            "Plain mindfulness, taught one to one. Fidgeting is allowed.",
        ),
        story="For years I taught mathematics, and sat quietly before the first lesson because it "
        "made me a kinder teacher. One day a colleague asked me to show her how. That was the "
        "first class I gave.",
        approach="You do not have to empty your mind. We find an anchor that suits you, sit for as "
        "long as is comfortable, and talk about what happened. Short and daily beats long and "
        "never.",
        school="Insight School of Mindfulness",
        offers=(
            Offer(
                title="Meditation that fits your day",
                summary="We build a practice of ten minutes that you will really keep.",
                description="One to one: what you want from it, what got in the way before, and a "
                "practice made of parts that you enjoy.",
                learn=("Three anchors besides the breath", "How to begin again after a bad week"),
                included=("Two recordings in my voice",),
                minutes=45,
                price=(45, 70),
                policy="flexible",
            ),
            Offer(
                title="Mindfulness for pain and illness",
                summary="A gentle hour for people who live with a body that hurts.",
                description="We practise lying down or in whatever position is bearable, and learn "
                "to tell pain from the fight against it.",
                learn=("A body scan that leaves out what is too much", "Resting without sleeping"),
                included=("A recording", "A letter to your doctor if you wish"),
                minutes=60,
                price=(60, 85),
            ),
        ),
    ),
    Craft(
        slug="yoga",
        name="Yoga",
        category="yoga-and-movement",
        scene="hills",
        about="Posture, breath and attention, adapted to the body that is there.",
        titles=("Yoga teacher", "Yoga therapist"),
        specializations=("back pain", "pregnancy", "beginners", "stress", "healthy ageing"),
        summaries=(
            "Private yoga for stiff backs, new mothers and people who never liked yoga classes.",
            "Slow, precise yoga. We change the pose to fit the person.",
        ),
        story="I learned to teach in rooms of forty, and missed the people at the back. Since then "
        "I have taught one person at a time, or two. It is less impressive to watch, and it works "
        "better.",
        approach="Every session begins with three questions: how did you sleep, what hurts, what "
        "would feel good. From there we move, slowly enough to notice, and always end lying down.",
        school="Shanti School of Yoga Therapy",
        offers=(
            Offer(
                title="Yoga for a tired back",
                summary="An hour of careful movement for backs that sit too much.",
                description="We find out which movements help and which only look like help, and "
                "put together a short practice for mornings.",
                learn=("Five movements that help", "How to sit, and when to stop sitting"),
                included=("A drawn plan of your practice",),
                minutes=60,
                price=(55, 85),
            ),
            Offer(
                title="Prenatal yoga, one to one",
                summary="Movement and rest for every month of pregnancy.",
                description="Gentle strength, space for the ribs, and breathing for birth. Please "
                "ask your midwife or doctor first.",
                learn=("Positions that ease the hips", "Breathing through a wave"),
                included=("A list of what to leave out", "Time for questions"),
                minutes=60,
                price=(60, 90),
            ),
            Offer(
                title="Restorative evening",
                summary="Seventy-five minutes of being held up by blankets.",
                description="Four or five resting poses, held for long, with a story of the breath "
                "in between. People fall asleep; that is fine.",
                learn=("How to build rest from what is in your house",),
                included=("A list of props",),
                minutes=75,
                price=(65, 95),
                policy="flexible",
            ),
        ),
    ),
    Craft(
        slug="massage",
        name="Massage therapy",
        category="bodywork",
        scene="water",
        about="Skilled touch for muscles that have forgotten how to rest.",
        titles=("Massage therapist", "Remedial massage therapist"),
        specializations=("back pain", "sports recovery", "headache", "stress", "pregnancy"),
        summaries=(
            "Unhurried massage by somebody who listens before using their elbows.",
            "Deep work for necks and shoulders that carry a desk around.",
        ),
        story="My first clients were the rowers of my own club, who paid in soup. They taught me "
        "what good pressure is: as much as the body says yes to, and no more.",
        approach="We talk, I look at how you stand, and we agree what to work on. You can change "
        "your mind at any moment. Afterwards you get one thing to do at home, not ten.",
        school="College of Remedial Massage",
        offers=(
            Offer(
                title="Deep rest massage",
                summary="A slow, full-body hour and a quarter. The phone stays outside.",
                description="Long, even strokes with warm oil. For people who are tired rather "
                "than injured.",
                learn=("How rested feels",),
                included=("Tea before and after", "Unscented oil on request"),
                minutes=75,
                price=(80, 120),
            ),
            Offer(
                title="Neck, shoulders and jaw",
                summary="Forty-five minutes on the parts that hold the day.",
                description="Focused work for headaches, clenched jaws and laptop shoulders, with "
                "two stretches to take home.",
                learn=("Two stretches that take a minute",),
                included=("A heat pack to keep",),
                minutes=45,
                price=(55, 80),
                policy="flexible",
            ),
            Offer(
                title="Sports recovery session",
                summary="For legs between two long runs.",
                description="Firm work on what is short and tired, and an honest word about what "
                "to rest.",
                learn=("How to roll without bruising",),
                included=("A plan for the week after",),
                minutes=60,
                price=(70, 105),
            ),
        ),
    ),
    Craft(
        slug="nutrition",
        name="Nutrition",
        category="nutrition",
        scene="leaves",
        about="Eating well without weighing every leaf.",
        titles=("Registered dietitian", "Nutrition coach"),
        specializations=("digestion", "energy", "menopause", "family meals", "sports"),
        summaries=(
            "Food for people with jobs, children and a favourite bakery.",
            "Evidence before fashion: calm advice on digestion, energy and weight.",
        ),
        story="I trained in a hospital, where people asked me the same thing every day: what can I "
        "still eat? I would rather talk about what there is to enjoy, and there is a lot.",
        approach="You write down three ordinary days, not your best ones. We change the one thing "
        "that makes the most difference, and look again after two weeks.",
        school="National College of Dietetics",
        offers=(
            Offer(
                title="First consultation: how you eat now",
                summary="An hour for your history, your week and your questions.",
                description="We go through your health, your days and your kitchen, and decide "
                "what to change first.",
                learn=("What your food does for you already", "The one change worth making first"),
                included=("A written plan", "Ten recipes chosen for you"),
                minutes=60,
                price=(75, 115),
            ),
            Offer(
                title="Follow-up conversation",
                summary="Half an hour to see what worked and what life did to the plan.",
                description="We keep what worked and drop the rest.",
                learn=("How to keep going on a bad day",),
                included=("A revised plan",),
                minutes=30,
                price=(40, 60),
                policy="flexible",
            ),
            Offer(
                title="Calmer digestion",
                summary="For bellies that object: a step-by-step look for what sets them off.",
                description="A careful way through elimination and return, without living on rice. "
                "Bring what your doctor has found so far.",
                learn=("How to keep a food diary that helps",),
                included=("A shopping list", "A message a week for a month"),
                minutes=75,
                price=(95, 140),
            ),
        ),
    ),
    Craft(
        slug="life-coaching",
        name="Life coaching",
        category="coaching",
        scene="hills",
        about="Conversations that end with a next step.",
        titles=("Life coach", "Career and life coach"),
        specializations=("career change", "decisions", "confidence", "burnout", "leadership"),
        summaries=(
            "For people at a crossing who have thought about it long enough.",
            "A clear hour, kind questions, and one thing to do by Friday.",
        ),
        story="I led teams for twelve years and liked the talks in the corridor better than the "
        "meetings. When I burned out I found a coach of my own, and then became one.",
        approach="I ask, you think aloud, and I tell you what I heard. We do not leave before "
        "there is a step small enough to be taken this week.",
        school="Academy of Executive Coaching",
        offers=(
            Offer(
                title="Clarity hour",
                summary="One question, sixty minutes, a page of notes in your own words.",
                description="Bring the thing you keep turning over. We look at it from four sides "
                "and write down what you decide, and what you leave open on purpose.",
                learn=("What you already know", "What is really in the way"),
                included=("Notes the same day",),
                minutes=60,
                price=(85, 140),
            ),
            Offer(
                title="After burnout: finding a pace",
                summary="A session for coming back to work without coming back to the old life.",
                description="We draw your week as it is and as it could be, and choose what to say "
                "no to first.",
                learn=("Your early signs", "Three sentences for saying no"),
                included=("A worksheet", "A short check-in by message"),
                minutes=75,
                price=(100, 160),
            ),
        ),
    ),
    Craft(
        slug="somatic-therapy",
        name="Somatic therapy",
        category="therapy",
        scene="bands",
        about="Talking therapy that includes the body.",
        titles=("Somatic therapist", "Trauma-informed therapist"),
        specializations=("trauma", "anxiety", "grief", "relationships", "burnout"),
        summaries=(
            "Therapy at the pace of your body, for what words alone do not reach.",
            "A steady place for shock, grief and long worry.",
        ),
        story="As a young counsellor I noticed that people told me the truth with their shoulders "
        "long before they said it. I went back to school to learn that language.",
        approach="We go slowly and stop often. You will not be asked to tell anything you would "
        "rather keep. We notice what happens in the body, and what helps it settle.",
        school="Centre for Somatic Studies",
        offers=(
            Offer(
                title="A first conversation",
                summary="Fifty minutes to see whether we are right for each other.",
                description="You tell as much as you like; I explain how I work. Afterwards both "
                "of us decide.",
                learn=("How somatic work goes",),
                included=("Time to think it over",),
                minutes=50,
                price=(60, 90),
                policy="flexible",
            ),
            Offer(
                title="Somatic therapy session",
                summary="Weekly or fortnightly work, fifty minutes, always at the same hour.",
                description="Ongoing therapy for anxiety, grief and the long tail of hard times.",
                learn=("To notice sooner", "To settle faster"),
                included=("A fixed place in my week",),
                minutes=50,
                price=(90, 140),
                policy="strict",
            ),
        ),
    ),
    Craft(
        slug="hypnotherapy",
        name="Hypnotherapy",
        category="therapy",
        scene="ripples",
        about="Relaxed concentration, used to change a habit or a fear.",
        titles=("Clinical hypnotherapist", "Hypnotherapist"),
        specializations=("fear of flying", "smoking", "sleep", "exams", "phobias"),
        summaries=(
            "Hypnosis without the stage: you stay awake, you stay in charge.",
            "For fears and habits that do not listen to reason.",
        ),
        story="I was afraid of flying for fifteen years. Four sessions changed that, and I wanted "
        "to know how. It turned out that the answer was less magical and more interesting.",
        approach="We talk for half the time. The trance is light, you hear everything, and you can "
        "open your eyes whenever you like. You take the recording home.",
        school="College of Clinical Hypnosis",
        offers=(
            Offer(
                title="Fly without fear",
                summary="Prepares you for one flight, with a recording for the journey.",
                description="We find what exactly frightens you, and practise the flight in your "
                "mind until it bores you.",
                learn=("What turbulence is", "A signal for calm"),
                included=("A recording for the plane",),
                minutes=90,
                price=(120, 170),
            ),
            Offer(
                title="Sleep reset",
                summary="Hypnosis and plain sleep sense for long-time bad sleepers.",
                description="An hour about your nights, and twenty minutes of the deepest rest you "
                "have had this week.",
                learn=("How to leave bed, and when",),
                included=("A recording for the night",),
                minutes=75,
                price=(95, 130),
            ),
        ),
    ),
    Craft(
        slug="sound-healing",
        name="Sound healing",
        category="sound-and-energy",
        scene="rays",
        about="Gongs, bowls and silence.",
        titles=("Sound practitioner", "Gong player and sound therapist"),
        specializations=("stress", "sleep", "creativity", "rest"),
        summaries=(
            "Forty minutes of gongs and bowls. You lie down; the rest is my work.",
            "Sound for people who find silence too loud.",
        ),
        story="I was a percussionist in an orchestra and loved the moment after the last beat more "
        "than the beat. Now I play for that moment only.",
        approach="You choose how near the instruments are and how loud. Online we use good "
        "headphones, and I send you a short test beforehand.",
        school="School of Sound and Resonance",
        offers=(
            Offer(
                title="Private sound bath",
                summary="An hour on your back among bowls, chimes and one large gong.",
                description="A few words to arrive, forty minutes of sound, and quiet at the end. "
                "Blankets are here; bring socks.",
                learn=("How to rest without sleeping",),
                included=("Blankets and tea",),
                minutes=60,
                price=(60, 95),
            ),
            Offer(
                title="Sound before sleep, online",
                summary="Half an hour of soft sound on headphones, ending in silence.",
                description="Late sessions on purpose. You are in bed, and I say good night before "
                "the last piece.",
                learn=("A way to end the day",),
                included=("The recording, for a month",),
                minutes=30,
                price=(30, 45),
                policy="flexible",
            ),
        ),
    ),
    Craft(
        slug="acupuncture",
        name="Acupuncture",
        category="bodywork",
        scene="leaves",
        about="Fine needles, long tradition, careful hands.",
        titles=("Acupuncturist", "Practitioner of Chinese medicine"),
        specializations=("migraine", "back pain", "fertility", "sleep", "hay fever"),
        summaries=(
            "Careful acupuncture for headaches, backs and bad nights.",
            "Few needles, well placed, and time to rest with them.",
        ),
        story="I studied for four years in a clinic where nobody spoke my language, and learned to "
        "read pulses because I could not read the forms.",
        approach="I take a long history once and a short one every time. We agree after three "
        "sessions whether it helps; if it does not, I say so.",
        school="Academy of Traditional Chinese Medicine",
        offers=(
            Offer(
                title="First acupuncture treatment",
                summary="Ninety minutes with a full history and a first, gentle treatment.",
                description="Questions about sleep, food, warmth and worry, then a treatment with "
                "few needles.",
                learn=("How I see your complaint",),
                included=("A written treatment plan",),
                minutes=90,
                price=(95, 135),
            ),
            Offer(
                title="Acupuncture follow-up",
                summary="An hour to go on from where we stopped.",
                description="A short talk, then forty minutes of treatment and rest.",
                learn=("What has changed",),
                included=("Points to press at home",),
                minutes=60,
                price=(65, 95),
            ),
        ),
    ),
    Craft(
        slug="sleep-coaching",
        name="Sleep coaching",
        category="sleep",
        scene="water",
        about="Behavioural methods against sleeplessness, one week at a time.",
        titles=("Sleep coach", "Behavioural sleep specialist"),
        specializations=("sleep", "insomnia", "shift work", "new parents", "jet lag"),
        summaries=(
            "The methods sleep clinics use, without the waiting list.",
            "For shift workers, new parents and worriers: nights that hold.",
        ),
        story="I worked nights as a nurse for nine years and slept badly for ten. What helped in "
        "the end was not a tea. It was a diary, a later bedtime and some courage.",
        approach="You keep a diary for a week. We set a window for sleep, shorter than you would "
        "like, and widen it as it fills. It is hard for a fortnight, and then it is good.",
        school="Institute of Behavioural Sleep Medicine",
        offers=(
            Offer(
                title="Your nights, looked at properly",
                summary="A first hour with your sleep diary, and a plan for two weeks.",
                description="We find out what keeps you awake and what keeps it going, and set "
                "your first sleep window.",
                learn=("Why lying in bed longer makes it worse", "Your sleep window"),
                included=("A diary to print", "A message after one week"),
                minutes=60,
                price=(70, 105),
            ),
            Offer(
                title="Sleep for shift workers",
                summary="A plan for rotating shifts, with light, meals and naps in it.",
                description="Bring your roster. We plan the change of every shift.",
                learn=("When light helps and when it harms",),
                included=("A plan for your roster",),
                minutes=60,
                price=(75, 110),
            ),
        ),
    ),
    Craft(
        slug="qigong",
        name="Qigong",
        category="yoga-and-movement",
        scene="rays",
        about="Slow standing movement, learned by heart.",
        titles=("Qigong teacher", "Teacher of qigong and tai chi"),
        specializations=("balance", "healthy ageing", "stress", "joints", "beginners"),
        summaries=(
            "Eight slow movements, learned properly, for life.",
            "Gentle standing practice for people who cannot or will not lie on a mat.",
        ),
        story="My teacher practised in a car park every morning at six for forty years. I asked "
        "him why there. He said: it is flat.",
        approach="We stand, we shift weight, we learn one movement. Next time we learn another. "
        "After eight you do not need me, which is the idea.",
        school="White Crane School of Qigong",
        offers=(
            Offer(
                title="The eight brocades, one to one",
                summary="Learn the classic set at your own pace.",
                description="One or two movements each time, corrected patiently, and sent to you "
                "as a short film of yourself.",
                learn=("The set, in order", "Standing without strain"),
                included=("A short film of your own practice",),
                minutes=45,
                price=(40, 65),
                policy="flexible",
            ),
            Offer(
                title="Balance and steady legs",
                summary="For people over sixty, or anybody who has had a fall.",
                description="Weight, ankles and looking where you go: practical, and more fun than "
                "it sounds.",
                learn=("How to turn safely", "How to get up from the floor"),
                included=("A sheet for the kitchen wall",),
                minutes=45,
                price=(40, 60),
            ),
        ),
    ),
)

QUESTIONS: tuple[tuple[str, str], ...] = (
    (
        "What do I need for an online session?",
        "<p>A quiet room, a steady connection and something soft to sit or lie on.</p>",
    ),
    (
        "May I bring somebody?",
        "<p>Yes, tell me beforehand. The price stays the same for two.</p>",
    ),
    (
        "What if I am late?",
        "<p>We begin when you are there and end at the agreed time, because somebody comes after "
        "you.</p>",
    ),
    (
        "Do you work together with doctors?",
        "<p>Gladly, when you ask me to. What I offer does not replace medical treatment.</p>",
    ),
)
